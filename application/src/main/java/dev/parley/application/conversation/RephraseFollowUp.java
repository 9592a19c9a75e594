package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.guardrail.TurnGuard;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.context.FollowUp;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.token.TokenCounter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts a question that leans on the conversation so that it can be looked for: asks the model that
 * is to answer, briefly, and where it does not answer in time or in the form asked for, takes words
 * of the previous question. The model that answers is still asked what was asked. Safe for use by
 * many threads.
 */
public final class RephraseFollowUp {
  private final By by;
  private final Duration patience;
  private final TokenCounter tokens;
  private final ExecutorService executor;

  /**
   * @param patience how long a model may take
   * @param executor asks models; one that makes virtual threads
   */
  public RephraseFollowUp(By by, Duration patience, TokenCounter tokens, ExecutorService executor) {
    this.by = Objects.requireNonNull(by);
    this.patience = Objects.requireNonNull(patience);
    this.tokens = Objects.requireNonNull(tokens);
    this.executor = Objects.requireNonNull(executor);
  }

  /** Who puts a question anew. */
  public enum By {
    /** The model, or the words where there is none or it fails. */
    MODEL,
    /** The words of the previous question are added. */
    WORDS,
    /** Nobody: what is asked is looked for. */
    OFF
  }

  /**
   * What is to be looked for.
   *
   * @param promptTokens read by a model for it; 0 where none was asked
   * @param completionTokens written by it
   */
  record Rephrased(String question, int promptTokens, int completionTokens) {
    private static Rephrased free(String question) {
      return new Rephrased(question, 0, 0);
    }
  }

  /** Blocks while a model is asked, which it is for follow-up questions only. */
  Rephrased rephrase(Task task, TurnGuard guard) {
    String question = task.question().content();
    if (by == By.OFF || task.history().isEmpty()) {
      return Rephrased.free(question);
    }
    FollowUp followUp = new FollowUp(guard.masked(question), said(task, guard));
    return followUp.leansOnTheConversation()
        ? rephrase(followUp, task.served())
        : Rephrased.free(question);
  }

  Rephrased rephrase(FollowUp followUp, Served served) {
    boolean asks = by == By.MODEL && !served.offline();
    return asks ? ask(followUp, served) : byWords(followUp);
  }

  private static List<Turn> said(Task task, TurnGuard guard) {
    return task.history().stream()
        .filter(message -> message.author() != Author.SYSTEM)
        .map(
            message ->
                new Turn(
                    message.author() == Author.USER ? Turn.Speaker.USER : Turn.Speaker.ASSISTANT,
                    guard.masked(message.content())))
        .toList();
  }

  private static Rephrased byWords(FollowUp followUp) {
    return Rephrased.free(followUp.withWordsOfThePreviousQuestion());
  }

  private Rephrased ask(FollowUp followUp, Served served) {
    Prompt prompt = followUp.prompt(tokens);
    if (prompt.tokens() > served.model().promptBudget()) {
      return byWords(followUp);
    }
    Request request =
        new Request(
            served.model(),
            prompt,
            0.0,
            List.of(),
            new AnswerLimits(FollowUp.MAX_TOKENS, List.of()));
    Queue<String> pieces = new ConcurrentLinkedQueue<>();
    Future<Completion> asked =
        executor.submit(() -> served.completions().complete(request, pieces::add));
    int read = prompt.tokens();
    int written;
    try {
      switch (asked.get(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        case Completion.Finished finished -> {
          read = finished.promptTokens();
          written = finished.completionTokens();
        }
        case Completion.Failed failed -> {
          return byWords(followUp);
        }
        case Completion.Interrupted stopped -> {
          return byWords(followUp);
        }
        case Completion.ToolCalls calls -> {
          return byWords(followUp);
        }
      }
    } catch (TimeoutException late) {
      asked.cancel(true);
      // What it read is charged for all the same, as far as anyone here can know.
      return new Rephrased(
          followUp.withWordsOfThePreviousQuestion(), read, tokens.count(String.join("", pieces)));
    } catch (ExecutionException fault) {
      return byWords(followUp);
    } catch (InterruptedException interrupted) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      return byWords(followUp);
    }
    String question =
        followUp
            .accepted(String.join("", pieces))
            .orElseGet(followUp::withWordsOfThePreviousQuestion);
    return new Rephrased(question, read, written);
  }
}
