package dev.parley.application.conversation;

import dev.parley.application.bot.Bots;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Branches;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.TitlePolicy;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins a conversation with its first message; from there on it is as {@link SendMessage}. */
public final class StartConversation {
  private final Conversations conversations;
  private final Bots bots;
  private final Datasets datasets;
  private final Documents documents;
  private final ModelCatalog models;
  private final Turns turns;
  private final UnitOfWork unitOfWork;
  private final Ids ids;
  private final Clock clock;

  public StartConversation(
      Conversations conversations,
      Bots bots,
      Datasets datasets,
      Documents documents,
      ModelCatalog models,
      Turns turns,
      UnitOfWork unitOfWork,
      Ids ids,
      Clock clock) {
    this.conversations = Objects.requireNonNull(conversations);
    this.bots = Objects.requireNonNull(bots);
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.models = Objects.requireNonNull(models);
    this.turns = Objects.requireNonNull(turns);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Who answers. */
  public sealed interface Answerer {
    /** The tenant's preferred bot, or the model alone where there is none. */
    record Preferred() implements Answerer {}

    /** This bot. */
    record Named(BotId bot) implements Answerer {}

    /** The model alone. */
    record ModelAlone() implements Answerer {}
  }

  /** Something that was said before the first message, elsewhere. */
  public record Earlier(Author author, String content) {}

  /**
   * What is asked for.
   *
   * @param earlier oldest first
   * @param mode null: {@code RAG} where there is something to search, {@code OPEN} elsewhere
   * @param model null: the bot's or the default
   * @param documents if not empty, the only documents looked at
   * @param title null: made from the first message
   * @param files to be attached to the message
   * @param limits where the answer is to end at the latest
   */
  public record Command(
      Principal caller,
      String content,
      List<Earlier> earlier,
      Answerer answerer,
      @Nullable ConversationMode mode,
      @Nullable ModelId model,
      List<DocumentId> documents,
      List<DatasetId> datasets,
      @Nullable String title,
      List<AttachmentId> files,
      AnswerLimits limits) {
    public Command {
      files = List.copyOf(files);
    }

    /** One without files, whose answer ends where it does. */
    public Command(
        Principal caller,
        String content,
        List<Earlier> earlier,
        Answerer answerer,
        @Nullable ConversationMode mode,
        @Nullable ModelId model,
        List<DocumentId> documents,
        List<DatasetId> datasets,
        @Nullable String title) {
      this(
          caller,
          content,
          earlier,
          answerer,
          mode,
          model,
          documents,
          datasets,
          title,
          List.of(),
          AnswerLimits.NONE);
    }
  }

  /**
   * Refused for unknown bots, datasets, documents and models, for a blank or oversized message, for
   * files that cannot be attached, for a model that takes no pictures where some are, and for
   * {@code RAG} with nothing to search.
   */
  public Outcome<AcceptedMessage> start(Command command) {
    Optional<Refusal> refusal = refusal(command);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Outcome<Turns.Stored> stored =
        unitOfWork.inTenant(command.caller().tenant(), () -> begin(command));
    return stored.then(message -> Outcome.done(turns.launch(message)));
  }

  private Optional<Refusal> refusal(Command command) {
    for (Earlier earlier : command.earlier()) {
      Optional<Refusal> refusal = Turns.refusal(earlier.content());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (command.model() != null && models.find(command.model()).isEmpty()) {
      return Optional.of(
          new Refusal.Invalid(
              "model_not_found",
              "model",
              "model: '" + command.model() + "' (expected: a known model)"));
    }
    return Turns.refusal(command.content());
  }

  private Outcome<Turns.Stored> begin(Command command) {
    TenantId tenant = command.caller().tenant();
    for (DatasetId dataset : command.datasets()) {
      if (datasets.find(tenant, dataset).isEmpty()) {
        return Outcome.refused(new Refusal.NotFound("dataset"));
      }
    }
    for (DocumentId document : command.documents()) {
      if (documents.find(tenant, document).isEmpty()) {
        return Outcome.refused(new Refusal.NotFound("document"));
      }
    }
    return bot(tenant, command.answerer()).then(bot -> begin(command, bot.orElse(null)));
  }

  private Outcome<Optional<Bot>> bot(TenantId tenant, Answerer answerer) {
    return switch (answerer) {
      case Answerer.Preferred preferred -> Outcome.done(bots.preferred(tenant));
      case Answerer.ModelAlone alone -> Outcome.done(Optional.empty());
      case Answerer.Named named ->
          bots.find(tenant, named.bot())
              .map(bot -> Outcome.done(Optional.of(bot)))
              .orElseGet(() -> Outcome.refused(new Refusal.NotFound("bot")));
    };
  }

  private Outcome<Turns.Stored> begin(Command command, @Nullable Bot bot) {
    boolean searchable =
        !command.datasets().isEmpty()
            || !command.documents().isEmpty()
            || (bot != null && !bot.datasets().isEmpty());
    if (command.mode() == ConversationMode.RAG && !searchable) {
      return Outcome.refused(
          new Refusal.Invalid(
              "nothing_to_search",
              "mode",
              "mode: rag (expected with it: document_ids, dataset_ids or a bot with datasets)"));
    }
    Instant now = clock.instant();
    ConversationMode derived = searchable ? ConversationMode.RAG : ConversationMode.OPEN;
    Conversation conversation =
        Conversation.begin(
            new ConversationId(ids.next()),
            command.caller().tenant(),
            command.caller().subject(),
            command.title() == null
                ? TitlePolicy.titleFor(
                    turns.cleansed(command.caller().tenant(), bot, command.content()))
                : command.title().strip(),
            command.mode() == null ? derived : command.mode(),
            bot == null ? null : bot.id(),
            command.model(),
            command.documents(),
            command.datasets(),
            now);
    // Everything is judged before anything is stored: a refusal leaves no empty conversation.
    return turns
        .files()
        .toAttach(conversation, Map.of(), command.files())
        .then(
            held ->
                turns.admit(
                    conversation, command.model(), command.content(), held, command.limits()))
        .then(admitted -> Outcome.done(store(command, admitted, now)));
  }

  private Turns.Stored store(Command command, Turns.Admitted admitted, Instant now) {
    Conversation conversation = admitted.conversation();
    conversations.add(conversation);
    List<Message> before = new ArrayList<>();
    for (Earlier earlier : command.earlier()) {
      Message message =
          turns.message(
              new MessageId(ids.next()),
              conversation,
              before.isEmpty() ? null : before.getLast().id(),
              earlier.author(),
              turns.cleansed(conversation.tenant(), admitted.bot(), earlier.content()),
              now);
      conversations.append(conversation.tenant(), message, now);
      before.add(message);
    }
    Branches branches = Branches.of(before);
    return turns.store(admitted, branches, branches.next(), null, command.content());
  }
}
