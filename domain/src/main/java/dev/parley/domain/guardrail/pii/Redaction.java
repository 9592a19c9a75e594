package dev.parley.domain.guardrail.pii;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes personal data out of a text for good, where no placeholder is to lead back to it. Linear in
 * the length of the text; safe for use by many threads.
 */
public final class Redaction {
  private static final char BLACK = '•';

  private final PiiScanner blocked;
  private final PiiScanner sought;

  public Redaction(PiiPolicy policy) {
    Set<PiiKind> kinds = policy.sought();
    this.sought = new PiiScanner(kinds);
    this.blocked =
        new PiiScanner(
            kinds.stream()
                .filter(kind -> policy.action(kind) == PiiAction.BLOCK)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(PiiKind.class))));
  }

  /**
   * A text without what may not be kept.
   *
   * @param removed the kinds of which something was taken out
   */
  public record Cleansed(String text, Set<PiiKind> removed) {
    public Cleansed {
      Objects.requireNonNull(text);
      removed = Set.copyOf(removed);
    }
  }

  /** The text with a marker such as {@code [removed: api_key]} for everything that is blocked. */
  public Cleansed withoutBlocked(String text) {
    List<PiiFinding> findings = blocked.scan(text);
    StringBuilder kept = new StringBuilder(text.length());
    Set<PiiKind> removed = EnumSet.noneOf(PiiKind.class);
    int from = 0;
    for (PiiFinding finding : findings) {
      kept.append(text, from, finding.start()).append(Masking.marker(finding.kind()));
      removed.add(finding.kind());
      from = finding.end();
    }
    return new Cleansed(kept.append(text, from, text.length()).toString(), removed);
  }

  /**
   * The text with a dot for each character of everything that is masked or blocked: as long as
   * before, so that offsets into it stay true.
   */
  public String blackened(String text) {
    List<PiiFinding> findings = sought.scan(text);
    if (findings.isEmpty()) {
      return text;
    }
    StringBuilder black = new StringBuilder(text);
    for (PiiFinding finding : findings) {
      for (int i = finding.start(); i < finding.end(); i++) {
        black.setCharAt(i, BLACK);
      }
    }
    return black.toString();
  }
}
