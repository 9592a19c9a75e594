package dev.parley.domain.guardrail.pii;

import java.util.Set;
import java.util.function.Consumer;

/** Writes what a scan tells, with placeholders and markers where the policy wants them. */
final class Masking implements Scan.Sink {
  private final PiiPolicy policy;
  private final Placeholders placeholders;
  private final boolean fromCaller;
  private final Set<PiiKind> removed;
  private final Consumer<String> out;

  /**
   * @param fromCaller whether the text goes to the model, so that the caller may see all of it
   *     again, and what looks like a placeholder in it is none
   * @param removed takes the kinds of which something was taken out for good
   */
  Masking(
      PiiPolicy policy,
      Placeholders placeholders,
      boolean fromCaller,
      Set<PiiKind> removed,
      Consumer<String> out) {
    this.policy = policy;
    this.placeholders = placeholders;
    this.fromCaller = fromCaller;
    this.removed = removed;
    this.out = out;
  }

  @Override
  public void pass(String text) {
    out.accept(text);
  }

  @Override
  public void found(PiiKind kind, long start, String value) {
    switch (policy.action(kind)) {
      case ALLOW -> out.accept(value);
      case MASK ->
          out.accept(placeholders.mask(kind, value, fromCaller).orElseGet(() -> marker(kind)));
      case BLOCK -> remove(kind);
    }
  }

  @Override
  public void opened(PiiKind kind, long start) {
    remove(kind);
  }

  @Override
  public void closed(long end) {}

  @Override
  public void placeholder(String text) {
    out.accept(fromCaller ? placeholders.maskLiteral(text).orElse("") : text);
  }

  private void remove(PiiKind kind) {
    removed.add(kind);
    out.accept(marker(kind));
  }

  static String marker(PiiKind kind) {
    return "[removed: " + kind.code() + "]";
  }
}
