package dev.parley.application.conversation;

import dev.parley.application.attachment.Attachments;
import dev.parley.application.bot.Bots;
import dev.parley.application.guardrail.TurnGuard;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.Reservation;
import dev.parley.application.routing.Choice;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.scope.Scopes;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Branches;
import dev.parley.domain.conversation.Branches.Appended;
import dev.parley.domain.conversation.Branches.Place;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.guardrail.pii.Redaction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.TokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores a user's message together with the run that will answer it. What starting a conversation
 * and going on with one have in common.
 */
public final class Turns {
  private static final Duration RETRY_AFTER_RESTART = Duration.ofSeconds(10);

  private final Conversations conversations;
  private final Runs runs;
  private final Bots bots;
  private final Scopes scopes;
  private final TurnFiles files;
  private final TurnChoice turnChoice;
  private final TokenCounter tokens;
  private final AdmitRequest admitRequest;
  private final TurnAudit turnAudit;
  private final ActiveRuns activeRuns;
  private final Ids ids;
  private final Clock clock;

  public Turns(
      Conversations conversations,
      Runs runs,
      Bots bots,
      Scopes scopes,
      Attachments attachments,
      ModelCatalog models,
      ChooseModel chooseModel,
      TokenCounter tokens,
      AdmitRequest admitRequest,
      TurnAudit turnAudit,
      ActiveRuns activeRuns,
      Ids ids,
      Clock clock) {
    this.conversations = Objects.requireNonNull(conversations);
    this.runs = Objects.requireNonNull(runs);
    this.bots = Objects.requireNonNull(bots);
    this.scopes = Objects.requireNonNull(scopes);
    this.files = new TurnFiles(attachments);
    this.turnChoice = new TurnChoice(models, chooseModel, tokens);
    this.tokens = Objects.requireNonNull(tokens);
    this.admitRequest = Objects.requireNonNull(admitRequest);
    this.turnAudit = Objects.requireNonNull(turnAudit);
    this.activeRuns = Objects.requireNonNull(activeRuns);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** A conversation that may go on now, and what will answer. */
  record Admitted(
      Conversation conversation,
      @Nullable Bot bot,
      List<Scope> scopes,
      TurnFiles.Held files,
      Choice choice,
      AnswerLimits limits,
      Reservation reservation) {}

  /** A message that is stored but not yet being answered. */
  record Stored(ActiveRuns.Task task, Reservation reservation) {}

  /** What may be attached to messages, and is. */
  TurnFiles files() {
    return files;
  }

  /** Refuses a message that is blank or too long. */
  static Optional<Refusal> refusal(String content) {
    if (content.isBlank()) {
      return Optional.of(
          new Refusal.Invalid("empty_message", "message", "message: blank (expected: text)"));
    }
    if (content.length() > Message.MAX_LENGTH) {
      return Optional.of(
          new Refusal.Invalid(
              "message_too_long",
              "message",
              "message: "
                  + content.length()
                  + " characters (expected: 1.."
                  + Message.MAX_LENGTH
                  + ")"));
    }
    return Optional.empty();
  }

  /**
   * Whether a message may be answered now, and by what. Stores nothing but a reservation, which
   * {@link #store} takes over; call within a unit of work that holds the conversation, if it is
   * stored already.
   *
   * @param model null: the conversation's, the bot's or the default
   * @param held the message's files among those of the conversation
   * @param limits where whoever asks wants the answer to end
   */
  Outcome<Admitted> admit(
      Conversation conversation,
      @Nullable ModelId model,
      String content,
      TurnFiles.Held held,
      AnswerLimits limits) {
    if (activeRuns.isDraining()) {
      return Outcome.refused(
          new Refusal.Unavailable("The server is about to stop.", RETRY_AFTER_RESTART));
    }
    // Runs answer messages: where there is none, there is nothing to look for.
    if (conversation.messageCount() > 0
        && runs.hasActive(conversation.tenant(), conversation.id())) {
      return Outcome.refused(
          new Refusal.Conflict(
              "conversation_busy", "The message before this one is still being answered."));
    }
    Bot bot =
        Optional.ofNullable(conversation.bot())
            .flatMap(id -> bots.find(conversation.tenant(), id))
            .orElse(null);
    return turnChoice
        .choose(conversation, bot, model, content, held, limits)
        .then(choice -> admit(conversation, bot, held, choice, limits));
  }

  private Outcome<Admitted> admit(
      Conversation conversation,
      @Nullable Bot bot,
      TurnFiles.Held held,
      Choice choice,
      AnswerLimits limits) {
    List<Scope> judged = scopesOf(conversation.tenant(), bot);
    return admitRequest
        .admit(conversation.tenant(), conversation.owner(), bot, TurnChoice.estimate(choice))
        .then(
            reservation ->
                Outcome.done(
                    new Admitted(conversation, bot, judged, held, choice, limits, reservation)));
  }

  private List<Scope> scopesOf(TenantId tenant, @Nullable Bot bot) {
    return bot == null ? List.of() : scopes.find(tenant, bot.scopes());
  }

  /** A message as it may be kept, titles included, under the scopes of the bot that answers. */
  String cleansed(TenantId tenant, @Nullable Bot bot, String content) {
    return TurnGuard.cleansed(scopesOf(tenant, bot), content).text();
  }

  /** All branches of a conversation that is held by the unit of work. */
  Branches branches(Conversation conversation) {
    return Branches.of(conversations.messages(conversation.tenant(), conversation.id()));
  }

  /**
   * Stores the message and its run, in the unit of work in which it was admitted.
   *
   * @param place where the message goes
   * @param id null: one is made
   */
  Stored store(
      Admitted admitted,
      Branches branches,
      Place.After place,
      @Nullable MessageId id,
      String content) {
    return stored(admitted, () -> storeQuestion(admitted, branches, place, id, content));
  }

  /** Stores a run that answers a message which is stored already, beside any answer it has. */
  Stored storeAgain(Admitted admitted, Branches branches, Message question) {
    return stored(
        admitted, () -> storeRun(admitted, before(branches, question), question, Set.of()));
  }

  private Stored stored(Admitted admitted, Supplier<ActiveRuns.Task> storing) {
    try {
      return new Stored(storing.get(), admitted.reservation());
    } catch (RuntimeException | Error notStored) {
      admitRequest.release(admitted.reservation());
      throw notStored;
    }
  }

  private static List<Message> before(Branches branches, Message message) {
    return message.parent() == null ? List.of() : branches.path(message.parent());
  }

  private ActiveRuns.Task storeQuestion(
      Admitted admitted,
      Branches branches,
      Place.After place,
      @Nullable MessageId id,
      String content) {
    Conversation conversation = admitted.conversation();
    Redaction.Cleansed cleansed = TurnGuard.cleansed(admitted.scopes(), content);
    Instant now = clock.instant();
    Message question =
        message(
            id == null ? new MessageId(ids.next()) : id,
            conversation,
            place.parent(),
            Author.USER,
            cleansed.text(),
            now);
    if (!(branches.append(question) instanceof Appended.Added)) {
      throw new IllegalStateException("message " + question.id() + ": there (expected: a new one)");
    }
    conversations.append(conversation.tenant(), question, now);
    files.attach(conversation, question.id(), admitted.files());
    return storeRun(admitted, before(branches, question), question, cleansed.removed());
  }

  private ActiveRuns.Task storeRun(
      Admitted admitted, List<Message> history, Message question, Set<PiiKind> removed) {
    Conversation conversation = admitted.conversation();
    Bot bot = admitted.bot();
    Instant now = clock.instant();
    Run run =
        new Run(
            new RunId(ids.next()),
            conversation.tenant(),
            conversation.owner(),
            conversation.id(),
            question.id(),
            new MessageId(ids.next()),
            bot == null ? null : bot.id(),
            admitted.choice().served().model().id(),
            // A thread takes it up as soon as it is stored: to tell that it waited until then would
            // take a transaction of its own, before the first token.
            new RunState.Running(),
            0,
            now);
    runs.add(run, activeRuns.node(), activeRuns.leaseFrom(now));
    turnAudit.accepted(run);
    return new ActiveRuns.Task(
        conversation,
        bot,
        admitted.scopes(),
        history,
        question,
        admitted.files().with(question.id()),
        removed,
        run,
        admitted.choice(),
        admitted.limits());
  }

  /** The message as it would be stored now in the place and under the id of one that is there. */
  Message question(Conversation conversation, Message present, String content) {
    Bot bot =
        Optional.ofNullable(conversation.bot())
            .flatMap(id -> bots.find(conversation.tenant(), id))
            .orElse(null);
    return message(
        present.id(),
        conversation,
        present.parent(),
        Author.USER,
        cleansed(conversation.tenant(), bot, content),
        present.createdAt());
  }

  /** What answers, or answered, a message that was launched before, by whatever node. */
  Outcome<AcceptedMessage> launched(Conversation conversation, Message question) {
    return runs.latestOf(conversation.tenant(), question.id())
        .map(
            run ->
                Outcome.done(
                    new AcceptedMessage(conversation, question, run, endOf(run), List.of())))
        .orElseGet(() -> Outcome.refused(new Refusal.NotFound("run")));
  }

  private CompletableFuture<AcceptedMessage.End> endOf(Run run) {
    return activeRuns.endOf(
        run.id(),
        () ->
            runs.find(run.tenant(), run.id())
                .filter(stored -> stored.state() instanceof RunState.Ended)
                .map(
                    stored ->
                        new AcceptedMessage.End(
                            stored,
                            conversations.message(stored.tenant(), stored.answer()),
                            List.of())));
  }

  /** Begins to answer; call when the unit of work has ended well. */
  AcceptedMessage launch(Stored stored) {
    ActiveRuns.Task task = stored.task();
    Reservation reservation = stored.reservation();
    CompletableFuture<AcceptedMessage.End> end;
    try {
      end = activeRuns.launch(task, ended -> settle(reservation, ended));
    } catch (RuntimeException notLaunched) {
      admitRequest.release(reservation);
      throw notLaunched;
    }
    return new AcceptedMessage(
        task.conversation(), task.question(), task.run(), end, reservation.status());
  }

  private void settle(Reservation reservation, AcceptedMessage.End ended) {
    if (ended.run().state() instanceof RunState.Ended state) {
      admitRequest.settle(reservation, state.usage());
    }
  }

  /** Makes a message that follows another, or none. */
  Message message(
      MessageId id,
      Conversation conversation,
      @Nullable MessageId parent,
      Author author,
      String content,
      Instant now) {
    return new Message(
        id,
        conversation.id(),
        parent,
        author,
        content,
        tokens.count(content),
        null,
        List.of(),
        now);
  }
}
