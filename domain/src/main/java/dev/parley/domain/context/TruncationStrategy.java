package dev.parley.domain.context;

import dev.parley.domain.token.TokenCounter;
import java.util.List;

/** Decides which part of a conversation's history a model is shown. Pure. */
public interface TruncationStrategy {

  /**
   * Chooses turns of the history, in their order; all of them if they fit. A call of tools is kept
   * with all its results or not at all.
   *
   * @param history oldest first, without the newest message
   * @param budget tokens that the turns kept may have together, as {@link PromptAssembler} counts
   *     them; none are kept if it is negative
   */
  List<Turn> keep(List<Turn> history, int budget, TokenCounter tokens);
}
