package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.OutputStage;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Masks what an answer says of people, and takes out what it may not say, while it streams. In
 * ordinary prose only the current word is held back; never more than the reach.
 *
 * <p>Under {@link PiiAction#MASK} a placeholder stands for the value: the one that the conversation
 * has for it, or a new one, which {@link UnmaskStage} leaves in place, since the caller never said
 * what it stands for. Under {@link PiiAction#BLOCK} a marker like {@code [removed: api_key]} stands
 * there, and {@link #removed()} tells of it. A private key, and a token longer than {@value
 * Secrets#MAX_HEAD} characters, is never kept and so always removed. Placeholders that the model
 * wrote pass.
 *
 * <p>The order of stages is: mask the answer, then {@link UnmaskStage}.
 */
public final class PiiOutputStage implements OutputStage {
  private final PiiPolicy policy;
  private final Placeholders placeholders;
  private final Scan scan;
  private final Set<PiiKind> removed = EnumSet.noneOf(PiiKind.class);

  /** With the default reach of {@value PiiScanner#DEFAULT_REACH} characters. */
  public PiiOutputStage(PiiPolicy policy, Placeholders placeholders) {
    this(policy, placeholders, PiiScanner.DEFAULT_REACH);
  }

  /**
   * @param reach how many characters may be held back at most; at least {@value
   *     PiiScanner#MIN_REACH}, which the longest pattern spans
   */
  public PiiOutputStage(PiiPolicy policy, Placeholders placeholders, int reach) {
    if (reach < PiiScanner.MIN_REACH) {
      throw new IllegalArgumentException(
          "reach: " + reach + " (expected: at least " + PiiScanner.MIN_REACH + ")");
    }
    this.policy = policy;
    this.placeholders = placeholders;
    this.scan = new Scan(policy.sought(), reach);
  }

  @Override
  public void accept(String piece, Consumer<String> out) {
    scan.accept(piece, new Masking(policy, placeholders, false, removed, out));
  }

  @Override
  public void finish(Consumer<String> out) {
    scan.finish(new Masking(policy, placeholders, false, removed, out));
  }

  /** The kinds of which something has been taken out so far. */
  public Set<PiiKind> removed() {
    return Set.copyOf(removed);
  }

  /** How many characters are held back now. */
  public int held() {
    return scan.held();
  }
}
