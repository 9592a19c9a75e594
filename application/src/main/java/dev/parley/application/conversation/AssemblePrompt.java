package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.conversation.SummariseHistory.Recollection;
import dev.parley.application.guardrail.TurnGuard;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.context.Picture;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.PromptAssembler.Outcome;
import dev.parley.domain.context.PromptAssembler.Parts;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the prompt of a turn: masks what the model reads, has what no longer fits summarised, and
 * assembles the rest under the model's budget, counted as the model counts.
 */
public final class AssemblePrompt {
  /** The other half is for instructions, passages and the message itself. */
  private static final int HISTORY_SHARE = 2;

  private final PromptAssembler assembler;
  private final Function<ModelId, TokenCounter> counters;
  private final @Nullable SummariseHistory summariseHistory;
  private final Summaries summaries;
  private final int cap;

  /**
   * @param counters the counter of each model
   * @param summariseHistory null: what does not fit is left out and not summarised
   * @param cap the largest prompt wanted, in tokens, whatever the model's window
   */
  public AssemblePrompt(
      PromptAssembler assembler,
      Function<ModelId, TokenCounter> counters,
      @Nullable SummariseHistory summariseHistory,
      Summaries summaries,
      int cap) {
    this.assembler = Objects.requireNonNull(assembler);
    this.counters = Objects.requireNonNull(counters);
    this.summariseHistory = summariseHistory;
    this.summaries = Objects.requireNonNull(summaries);
    this.cap = cap;
  }

  /**
   * A prompt or none, and what was used to make it.
   *
   * @param promptTokens read by the model for a summary or a question put anew; 0 if it was not
   *     asked for any
   * @param completionTokens written by it
   */
  record Assembly(Outcome outcome, int promptTokens, int completionTokens) {
    Assembly plus(int read, int written) {
      return new Assembly(outcome, promptTokens + read, completionTokens + written);
    }
  }

  /** The largest prompt that a model is given, in tokens. */
  int budget(Model model) {
    return ContextBudget.of(model).cappedAt(cap).prompt();
  }

  /**
   * Assembles; blocks while a model summarises, which it does for long conversations only.
   *
   * @param pictures that are shown with messages of the branch
   */
  Assembly assemble(
      Task task, TurnGuard guard, List<Passage> passages, Map<MessageId, List<Picture>> pictures) {
    Model model = task.served().model();
    Bot bot = task.bot();
    ContextBudget budget = ContextBudget.of(model).cappedAt(cap);
    List<Turn> history = new ArrayList<>();
    List<UUID> messages = new ArrayList<>();
    for (Message message : task.history()) {
      history.add(turn(message, guard, pictures));
      messages.add(message.id().value());
    }
    Turn newest = turn(task.question(), guard, pictures);
    Recollection recollection = recall(task, history, messages, budget);
    ConversationSummary summary = recollection.summary();
    Outcome outcome =
        assembler
            .counting(counters.apply(model.id()))
            .assemble(
                new Parts(
                    bot == null ? "" : bot.systemPrompt(),
                    "",
                    summary == null ? null : summary.text(),
                    recollection.uncovered(),
                    List.of(newest),
                    passages),
                budget);
    return new Assembly(outcome, recollection.promptTokens(), recollection.completionTokens());
  }

  private Recollection recall(
      Task task, List<Turn> history, List<UUID> messages, ContextBudget budget) {
    if (history.isEmpty() || summariseHistory == null) {
      return new Recollection(null, history, 0, 0);
    }
    @Nullable ConversationSummary kept =
        summaries.find(task.conversation().tenant(), task.conversation().id()).orElse(null);
    Recollection recollection =
        summariseHistory.recall(
            history, messages, kept, budget.prompt() / HISTORY_SHARE, task.served());
    ConversationSummary made = recollection.summary();
    if (made != null && !made.equals(kept)) {
      summaries.keep(task.conversation().tenant(), task.conversation().id(), made);
    }
    return recollection;
  }

  private static Turn turn(
      Message message, TurnGuard guard, Map<MessageId, List<Picture>> pictures) {
    String text = guard.masked(message.content());
    return switch (message.author()) {
      case USER -> Turn.showing(text, pictures.getOrDefault(message.id(), List.of()));
      case ASSISTANT -> new Turn(Turn.Speaker.ASSISTANT, text);
      case SYSTEM -> new Turn(Turn.Speaker.SYSTEM, text);
    };
  }
}
