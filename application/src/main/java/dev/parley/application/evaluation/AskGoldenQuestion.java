package dev.parley.application.evaluation;

import dev.parley.application.bot.Bots;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.evaluation.GoldenAnswer.Result;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a bot one golden question: as any caller does, with all guards and limits, in a conversation
 * that is removed afterwards. Safe for use by many threads.
 */
public final class AskGoldenQuestion {
  /** Several passages of one document count once, so more are looked for than documents wanted. */
  private static final int PASSAGES_PER_DOCUMENT = 4;

  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(10);

  private final Bots bots;
  private final RetrievePassages retrievePassages;
  private final StartConversation startConversation;
  private final ChangeConversation changeConversation;
  private final ActiveRuns activeRuns;
  private final Clock clock;

  public AskGoldenQuestion(
      Bots bots,
      RetrievePassages retrievePassages,
      StartConversation startConversation,
      ChangeConversation changeConversation,
      ActiveRuns activeRuns,
      Clock clock) {
    this.bots = Objects.requireNonNull(bots);
    this.retrievePassages = Objects.requireNonNull(retrievePassages);
    this.startConversation = Objects.requireNonNull(startConversation);
    this.changeConversation = Objects.requireNonNull(changeConversation);
    this.activeRuns = Objects.requireNonNull(activeRuns);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Waits while an answer is made or a limit holds. */
  @FunctionalInterface
  interface Patience {
    /** Whether whoever asked still wants an answer. */
    boolean goesOn();
  }

  /** What came of asking. */
  sealed interface Reply {
    record Answered(GoldenAnswer answer) implements Reply {}

    /** A limit of the caller's, or of the server's, is reached for now. */
    record Later(Duration after, String code) implements Reply {}

    /** Nobody wants it any more. */
    record Abandoned() implements Reply {}
  }

  /**
   * Asks; blocks until the answer has ended.
   *
   * @param between how often {@code patience} is asked meanwhile
   */
  Reply ask(
      Evaluation evaluation,
      Configuration configuration,
      GoldenQuestion question,
      Duration between,
      Patience patience)
      throws InterruptedException {
    Principal caller = evaluation.caller();
    Optional<Bot> bot = bots.find(caller.tenant(), configuration.bot());
    if (bot.isEmpty()) {
      return new Reply.Answered(failed("bot_not_found", List.of(), Duration.ZERO));
    }
    List<DocumentId> found = found(caller, bot.get(), question, evaluation.k());
    Instant began = clock.instant();
    Outcome<AcceptedMessage> started =
        startConversation.start(
            new StartConversation.Command(
                caller,
                question.text(),
                List.of(),
                new Answerer.Named(configuration.bot()),
                null,
                configuration.model(),
                List.of(),
                List.of(),
                "Evaluation " + evaluation.id()));
    return switch (started) {
      case Outcome.Refused<AcceptedMessage> refused -> notStarted(refused.refusal(), found);
      case Outcome.Done<AcceptedMessage> done -> {
        try {
          AcceptedMessage.End end = awaitEnd(done.value(), between, patience);
          yield end == null
              ? new Reply.Abandoned()
              : new Reply.Answered(answer(end, found, Duration.between(began, clock.instant())));
        } finally {
          var unused = changeConversation.remove(caller, done.value().conversation().id(), null);
        }
      }
    };
  }

  private List<DocumentId> found(Principal caller, Bot bot, GoldenQuestion question, int k) {
    if (bot.datasets().isEmpty()) {
      return List.of();
    }
    int passages = Math.min(k * PASSAGES_PER_DOCUMENT, RetrievalSettings.MAX_K);
    return retrievePassages
        .retrieve(
            new RetrievePassages.Query(
                bot.tenant(),
                caller.subject(),
                question.text(),
                new Filter(Set.copyOf(bot.datasets()), Set.of(), Set.of()),
                bot.retrieval().ofAtMost(passages)))
        .passages()
        .stream()
        .map(passage -> passage.chunk().document())
        .distinct()
        .limit(k)
        .toList();
  }

  private static Reply notStarted(Refusal refusal, List<DocumentId> found) {
    return switch (refusal) {
      case Refusal.Limited limited ->
          limited.retryAfter() == null
              ? never(limited.code(), found)
              : new Reply.Later(limited.retryAfter(), limited.code());
      case Refusal.Unavailable unavailable ->
          new Reply.Later(unavailable.retryAfter(), "overloaded");
      case Refusal.Invalid invalid -> never(invalid.code(), found);
      case Refusal.Conflict conflict -> never(conflict.code(), found);
      case Refusal.Forbidden forbidden -> never("forbidden", found);
      case Refusal.NotFound missing -> never(missing.kind() + "_not_found", found);
    };
  }

  private static Reply never(String reason, List<DocumentId> found) {
    return new Reply.Answered(failed(reason, found, Duration.ZERO));
  }

  /** Null: given up. */
  private AcceptedMessage.@Nullable End awaitEnd(
      AcceptedMessage accepted, Duration between, Patience patience) throws InterruptedException {
    Instant latest = clock.instant().plus(LONGEST_ANSWER);
    boolean ended = false;
    try {
      while (true) {
        try {
          AcceptedMessage.End end = accepted.end().get(between.toMillis(), TimeUnit.MILLISECONDS);
          ended = true;
          return end;
        } catch (TimeoutException stillAnswering) {
          if (!patience.goesOn() || clock.instant().isAfter(latest)) {
            return null;
          }
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run ended exceptionally", e.getCause());
    } finally {
      if (!ended) {
        activeRuns.cancel(accepted.run().tenant(), accepted.run().id());
      }
    }
  }

  private static GoldenAnswer answer(
      AcceptedMessage.End end, List<DocumentId> found, Duration took) {
    String text = end.answer().map(Message::content).orElse("");
    List<DocumentId> cited =
        end.answer()
            .map(answer -> answer.citations().stream().map(Citation::document).toList())
            .orElse(List.of());
    return switch (end.run().state()) {
      case RunState.Completed completed ->
          new GoldenAnswer(Result.ANSWERED, null, text, found, cited, completed.usage(), took);
      case RunState.Refused refused ->
          new GoldenAnswer(
              Result.REFUSED,
              refused.refusal().reason(),
              text,
              found,
              List.of(),
              refused.usage(),
              took);
      case RunState.Failed failed ->
          new GoldenAnswer(
              Result.FAILED,
              failed.failure().code().name().toLowerCase(Locale.ROOT),
              text,
              found,
              List.of(),
              failed.usage(),
              took);
      case RunState.Cancelled cancelled -> failed("cancelled", found, took);
      case RunState.Active active -> failed("interrupted", found, took);
    };
  }

  static GoldenAnswer failed(String reason, List<DocumentId> found, Duration took) {
    return new GoldenAnswer(Result.FAILED, reason, "", found, List.of(), TokenUsage.NONE, took);
  }
}
