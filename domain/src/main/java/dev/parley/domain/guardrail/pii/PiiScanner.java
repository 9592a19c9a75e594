package dev.parley.domain.guardrail.pii;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds personal data and secrets in a text. Linear in the length of the text, whatever is in it;
 * safe for use by many threads.
 *
 * <p>Findings do not overlap and come in the order of the text. Where several would overlap, the
 * one that begins first stands; of those that begin at the same place the longest; of equally long
 * ones the kind that {@link PiiKind} declares first.
 */
public final class PiiScanner {
  /**
   * How many characters from its beginning a pattern may span, unless told otherwise: enough for
   * the longest e-mail address (64 + 1 + 254) and what must follow for it to end.
   */
  public static final int DEFAULT_REACH = 384;

  /** The least reach in which every bounded pattern fits. */
  public static final int MIN_REACH = 352;

  private final Set<PiiKind> sought;

  /** Looks for every kind. */
  public PiiScanner() {
    this(EnumSet.allOf(PiiKind.class));
  }

  /** Looks for some kinds. */
  public PiiScanner(Set<PiiKind> sought) {
    this.sought = Set.copyOf(sought);
  }

  /** What the text holds. */
  public List<PiiFinding> scan(String text) {
    List<PiiFinding> findings = new ArrayList<>();
    Scan scan = new Scan(sought, DEFAULT_REACH);
    Collector collector = new Collector(findings);
    scan.accept(text, collector);
    scan.finish(collector);
    return findings;
  }

  private static final class Collector implements Scan.Sink {
    private final List<PiiFinding> findings;
    private PiiKind openKind = PiiKind.PRIVATE_KEY;
    private long openStart;

    Collector(List<PiiFinding> findings) {
      this.findings = findings;
    }

    @Override
    public void pass(String text) {}

    @Override
    public void found(PiiKind kind, long start, String value) {
      findings.add(new PiiFinding(kind, (int) start, (int) start + value.length()));
    }

    @Override
    public void opened(PiiKind kind, long start) {
      openKind = kind;
      openStart = start;
    }

    @Override
    public void closed(long end) {
      findings.add(new PiiFinding(openKind, (int) openStart, (int) end));
    }

    @Override
    public void placeholder(String text) {}
  }
}
