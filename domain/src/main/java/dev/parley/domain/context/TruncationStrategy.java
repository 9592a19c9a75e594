package dev.parley.domain.context;

import dev.parley.domain.token.TokenCounter;
import java.util.List;

/** Decides which part of a conversation's history a model is shown. Pure. */
public interface TruncationStrategy {

  /**
   * Chooses turns of the history, in their order.
   *
   * @param history oldest first, without the newest message
   * @param budget tokens that the turns kept may have together, each counted with {@link
   *     PromptAssembler#TOKENS_PER_TURN}
   */
  List<Turn> keep(List<Turn> history, int budget, TokenCounter tokens);
}
