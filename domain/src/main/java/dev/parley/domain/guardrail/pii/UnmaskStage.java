package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.OutputStage;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts the caller's own values back into an answer while it streams. It holds back only the
 * characters of a placeholder that is not complete, fewer than {@value Placeholder#MAX_LENGTH}.
 *
 * <p>It comes after {@link PiiOutputStage}, which would otherwise mask what was just put back.
 */
public final class UnmaskStage implements OutputStage {
  private final Placeholders placeholders;
  private final StringBuilder held = new StringBuilder();

  public UnmaskStage(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  @Override
  public void accept(String piece, Consumer<String> out) {
    if (held.isEmpty() && piece.indexOf('<') < 0) {
      hand(piece, out);
      return;
    }
    StringBuilder ready = new StringBuilder();
    for (int i = 0; i < piece.length(); i++) {
      accept(piece.charAt(i), ready);
    }
    hand(ready.toString(), out);
  }

  @Override
  public void finish(Consumer<String> out) {
    String rest = held.toString();
    held.setLength(0);
    hand(rest, out);
  }

  private void accept(char c, StringBuilder ready) {
    if (c == '<') {
      ready.append(held);
      held.setLength(0);
      held.append(c);
    } else if (held.isEmpty()) {
      ready.append(c);
    } else {
      held.append(c);
      if (c == '>') {
        String placeholder = held.toString();
        Optional<String> value = placeholders.forCaller(placeholder);
        ready.append(value.orElse(placeholder));
        held.setLength(0);
      } else if (held.length() == Placeholder.MAX_LENGTH || !belongs(c)) {
        ready.append(held);
        held.setLength(0);
      }
    }
  }

  private static boolean belongs(char c) {
    return Chars.isUpper(c) || Chars.isDigit(c) || c == '_';
  }

  private static void hand(String text, Consumer<String> out) {
    if (!text.isEmpty()) {
      out.accept(text);
    }
  }
}
