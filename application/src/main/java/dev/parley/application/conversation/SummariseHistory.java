package dev.parley.application.conversation;

import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.SummariseTheRest;
import dev.parley.domain.context.SummariseTheRest.Plan;
import dev.parley.domain.context.SummaryRequest;
import dev.parley.domain.context.Turn;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has a model summarise what of a conversation no longer fits, when it no longer fits and not
 * before. Safe for use by many threads; blocks while the model writes.
 */
public final class SummariseHistory {
  private final SummariseTheRest strategy;
  private final TokenCounter tokens;

  public SummariseHistory(SummariseTheRest strategy, TokenCounter tokens) {
    this.strategy = Objects.requireNonNull(strategy);
    this.tokens = Objects.requireNonNull(tokens);
  }

  /**
   * What is remembered of a conversation.
   *
   * @param summary null: nothing is summarised
   * @param uncovered the turns behind the summary; more than fit, if the model made no summary
   * @param promptTokens read by the model for new summaries; 0 if none was made
   * @param completionTokens written by it
   */
  public record Recollection(
      @Nullable ConversationSummary summary,
      List<Turn> uncovered,
      int promptTokens,
      int completionTokens) {
    public Recollection {
      uncovered = List.copyOf(uncovered);
    }
  }

  /**
   * Recalls a conversation within a budget.
   *
   * @param history oldest first, without the newest message
   * @param messages the message of each turn
   * @param kept the summary stored with the conversation, or null; it is not used on a branch that
   *     it does not hold for
   * @param budget tokens for summary and turns together
   * @return with a summary other than {@code kept} if one was made; the caller stores it
   */
  public Recollection recall(
      List<Turn> history,
      List<UUID> messages,
      @Nullable ConversationSummary kept,
      int budget,
      Served served) {
    ConversationSummary summary = kept != null && kept.holdsFor(messages) ? kept : null;
    // No model reads its own extracts and summarises them.
    boolean mayAsk = !served.offline();
    int read = 0;
    int written = 0;
    int most = served.model().promptBudget() / 2;
    while (mayAsk && plan(history, summary, budget, most) instanceof Plan.Summarise due) {
      SummaryRequest request = due.request();
      Prompt prompt = request.prompt(tokens);
      if (prompt.tokens() > served.model().promptBudget()) {
        break;
      }
      StringBuilder text = new StringBuilder();
      Completion completion =
          served.completions().complete(new Request(served.model(), prompt, null), text::append);
      if (completion instanceof Completion.Finished finished) {
        read += finished.promptTokens();
        written += finished.completionTokens();
      }
      ConversationSummary next = summary(request, messages, text.toString(), completion);
      mayAsk = next != null;
      summary = next == null ? summary : next;
    }
    int covered = summary == null ? 0 : summary.covered();
    return new Recollection(summary, history.subList(covered, history.size()), read, written);
  }

  private Plan plan(
      List<Turn> history, @Nullable ConversationSummary summary, int budget, int most) {
    return strategy.plan(history, summary, budget, most, tokens);
  }

  /** Null where the model made nothing that can stand for the turns. */
  private @Nullable ConversationSummary summary(
      SummaryRequest request, List<UUID> messages, String text, Completion completion) {
    int size = tokens.count(text);
    // One far longer than asked for saves nothing, and would be asked for again each time.
    boolean useful = !text.isBlank() && size <= 2 * request.maxTokens();
    return completion instanceof Completion.Finished && useful
        ? new ConversationSummary(text.strip(), request.to(), messages.get(request.to() - 1), size)
        : null;
  }
}
