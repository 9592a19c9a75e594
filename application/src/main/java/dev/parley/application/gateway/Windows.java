package dev.parley.application.gateway;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.routing.Choice;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Refuses what certainly does not fit into a model's window, before anybody is asked: texts that
 * alone have more tokens, by the model's own vocabulary. Where window or vocabulary are not known
 * the provider decides, since an estimate would refuse what it takes. Safe for use by many threads.
 */
final class Windows {
  /** Counted at once, in characters: long texts made to be slow to count stay quick. */
  private static final int PIECE = 8_192;

  private final Function<ModelId, TokenCounter> counters;

  Windows(Function<ModelId, TokenCounter> counters) {
    this.counters = Objects.requireNonNull(counters);
  }

  Outcome<Choice> fitting(Choice choice, List<String> texts) {
    Model model = choice.served().model();
    boolean tooLong =
        choice.request().promptTokens() > model.contextWindow()
            && isKnown(model)
            && isBeyond(model, texts);
    return tooLong
        ? Outcome.refused(
            new Refusal.Invalid(
                "context_length_exceeded",
                "messages",
                "messages: more tokens than the window of model "
                    + model.id()
                    + " takes (expected: at most "
                    + model.contextWindow()
                    + ", answer included)"))
        : Outcome.done(choice);
  }

  /** Of a model without a price nothing is known; its window is assumed. */
  private static boolean isKnown(Model model) {
    return model.price() != null;
  }

  private boolean isBeyond(Model model, List<String> texts) {
    TokenCounter counter = counters.apply(model.id());
    if (counter instanceof EstimatingTokenCounter) {
      return false;
    }
    long counted = 0;
    for (String text : texts) {
      for (int from = 0; from < text.length(); from += PIECE) {
        // A cut may have split a token in two.
        counted += counter.count(text.substring(from, Math.min(text.length(), from + PIECE))) - 1;
        if (counted > model.contextWindow()) {
          return true;
        }
      }
    }
    return false;
  }
}
