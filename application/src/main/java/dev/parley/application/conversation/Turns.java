package dev.parley.application.conversation;

import dev.parley.application.bot.Bots;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Branches;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.id.Ids;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
  private final ModelCatalog models;
  private final TokenCounter tokens;
  private final ActiveRuns activeRuns;
  private final Ids ids;
  private final Clock clock;

  public Turns(
      Conversations conversations,
      Runs runs,
      Bots bots,
      ModelCatalog models,
      TokenCounter tokens,
      ActiveRuns activeRuns,
      Ids ids,
      Clock clock) {
    this.conversations = Objects.requireNonNull(conversations);
    this.runs = Objects.requireNonNull(runs);
    this.bots = Objects.requireNonNull(bots);
    this.models = Objects.requireNonNull(models);
    this.tokens = Objects.requireNonNull(tokens);
    this.activeRuns = Objects.requireNonNull(activeRuns);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** A conversation that may go on now, and what will answer. */
  record Admitted(Conversation conversation, @Nullable Bot bot, ModelCatalog.Served served) {}

  /** A message that is stored but not yet being answered. */
  record Stored(ActiveRuns.Task task) {}

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
   * Whether a message may be answered now, and by what. Stores nothing; call within a unit of work
   * that holds the conversation, if it is stored already.
   *
   * @param model null: the conversation's, the bot's or the default
   */
  Outcome<Admitted> admit(Conversation conversation, @Nullable ModelId model) {
    if (activeRuns.isDraining()) {
      return Outcome.refused(
          new Refusal.Unavailable("The server is about to stop.", RETRY_AFTER_RESTART));
    }
    if (runs.hasActive(conversation.tenant(), conversation.id())) {
      return Outcome.refused(
          new Refusal.Conflict(
              "conversation_busy", "The message before this one is still being answered."));
    }
    Optional<Bot> bot =
        Optional.ofNullable(conversation.bot()).flatMap(id -> bots.find(conversation.tenant(), id));
    ModelId wanted = wantedModel(conversation, bot.orElse(null), model);
    ModelCatalog.@Nullable Served served =
        wanted == null ? models.defaultModel() : models.find(wanted).orElse(null);
    if (served == null) {
      return Outcome.refused(
          new Refusal.Invalid(
              "model_not_found", "model", "model: '" + wanted + "' (expected: a known model)"));
    }
    return Outcome.done(new Admitted(conversation, bot.orElse(null), served));
  }

  /** Stores the message and its run, in the unit of work in which it was admitted. */
  Stored store(Admitted admitted, String content) {
    Conversation conversation = admitted.conversation();
    Bot bot = admitted.bot();
    List<Message> history =
        Branches.of(conversations.messages(conversation.tenant(), conversation.id())).active();
    Instant now = clock.instant();
    Message question = message(conversation, history, Author.USER, content, now);
    conversations.append(conversation.tenant(), question, now);
    Run run =
        new Run(
            new RunId(ids.next()),
            conversation.tenant(),
            conversation.owner(),
            conversation.id(),
            question.id(),
            new MessageId(ids.next()),
            bot == null ? null : bot.id(),
            admitted.served().model().id(),
            new RunState.Queued(),
            0,
            now);
    runs.add(run, activeRuns.node(), activeRuns.leaseFrom(now));
    return new Stored(
        new ActiveRuns.Task(conversation, bot, history, question, run, admitted.served()));
  }

  /** Begins to answer; call when the unit of work has ended well. */
  AcceptedMessage launch(Stored stored) {
    ActiveRuns.Task task = stored.task();
    return new AcceptedMessage(
        task.conversation(), task.question(), task.run(), activeRuns.launch(task));
  }

  /** Makes a message that follows a history. */
  Message message(
      Conversation conversation,
      List<Message> history,
      Author author,
      String content,
      Instant now) {
    return new Message(
        new MessageId(ids.next()),
        conversation.id(),
        history.isEmpty() ? null : history.getLast().id(),
        author,
        content,
        tokens.count(content),
        null,
        List.of(),
        now);
  }

  private static @Nullable ModelId wantedModel(
      Conversation conversation, @Nullable Bot bot, @Nullable ModelId asked) {
    if (asked != null) {
      return asked;
    }
    if (conversation.model() != null) {
      return conversation.model();
    }
    return bot == null ? null : bot.model();
  }
}
