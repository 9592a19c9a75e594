package dev.parley.application.conversation;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Branches;
import dev.parley.domain.conversation.Branches.Appended;
import dev.parley.domain.conversation.Branches.Place;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with a conversation: at its end, or from another place in it, which begins a branch and
 * leaves the old one as it is. When it is done, message and run are stored, and the answer is being
 * generated whether or not anybody watches.
 */
public final class SendMessage {
  /** Files with one message, at most. */
  public static final int MOST_FILES = TurnFiles.MOST_OF_MESSAGE;

  private final Conversations conversations;
  private final Turns turns;
  private final UnitOfWork unitOfWork;

  public SendMessage(Conversations conversations, Turns turns, UnitOfWork unitOfWork) {
    this.conversations = Objects.requireNonNull(conversations);
    this.turns = Objects.requireNonNull(turns);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /**
   * What is asked for.
   *
   * @param model null: the conversation's, the bot's or the default
   * @param files to be attached; null: none, or those of the message that this one replaces
   * @param key what the caller names the message by; null: nothing, and the same words sent twice
   *     are two messages
   */
  public record Command(
      Principal caller,
      ConversationId conversation,
      String content,
      @Nullable ModelId model,
      @Nullable List<AttachmentId> files,
      @Nullable ClientKey key) {
    public Command {
      files = files == null ? null : List.copyOf(files);
    }

    /** One that says nothing of files. */
    public Command(
        Principal caller,
        ConversationId conversation,
        String content,
        @Nullable ModelId model,
        @Nullable ClientKey key) {
      this(caller, conversation, content, model, null, key);
    }
  }

  /** What came of a message, before anything is answered. */
  private sealed interface Taken {
    record Stored(Turns.Stored turn) implements Taken {}

    /** It was stored by an earlier call. */
    record Repeated(Conversation conversation, Message question) implements Taken {}
  }

  /**
   * Sends a message. Sent again under the same key, it is not stored again: what is returned is the
   * run that answers it already.
   *
   * <p>Refused for a conversation that is not the caller's, while the message before is being
   * answered, for a blank or oversized message, for files that cannot be attached, for an unknown
   * model or one that takes no pictures where some are attached, and for a key under which
   * something else was sent.
   */
  public Outcome<AcceptedMessage> send(Command command) {
    return write(command, null, branches -> Outcome.done(branches.next()));
  }

  /**
   * Sends a message that stands in the place of one of the caller's on a new branch, with its files
   * unless the command names others. Refused as {@link #send} is, and for a message that is not
   * there or is no user's.
   */
  public Outcome<AcceptedMessage> edit(Command command, MessageId message) {
    return write(command, message, branches -> place(branches.edit(message)));
  }

  /**
   * Has the question before an answer answered anew, on a new branch. Refused as {@link #send} is,
   * and for a message that is not there or is no answer.
   *
   * @param model null: the conversation's, the bot's or the default
   */
  public Outcome<AcceptedMessage> regenerate(
      Principal caller, ConversationId conversation, MessageId answer, @Nullable ModelId model) {
    Outcome<Turns.Stored> stored =
        held(
            caller,
            conversation,
            found -> {
              Branches branches = turns.branches(found);
              return place(branches.regenerate(answer))
                  .then(place -> again(found, branches, place, model));
            });
    return stored.then(message -> Outcome.done(turns.launch(message)));
  }

  private Outcome<Turns.Stored> again(
      Conversation conversation, Branches branches, Place.After place, @Nullable ModelId model) {
    Message question = Optional.ofNullable(place.parent()).flatMap(branches::find).orElseThrow();
    return turns
        .admit(
            conversation,
            model,
            question.content(),
            TurnFiles.again(turns.files().of(conversation), question.id()),
            AnswerLimits.NONE)
        .then(admitted -> Outcome.done(turns.storeAgain(admitted, branches, question)));
  }

  private Outcome<AcceptedMessage> write(
      Command command,
      @Nullable MessageId replaced,
      Function<Branches, Outcome<Place.After>> where) {
    Optional<Refusal> refusal = Turns.refusal(command.content());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Outcome<Taken> taken =
        held(
            command.caller(),
            command.conversation(),
            found -> take(found, command, replaced, where));
    return taken.then(
        message ->
            switch (message) {
              case Taken.Stored stored -> Outcome.done(turns.launch(stored.turn()));
              case Taken.Repeated repeated ->
                  turns.launched(repeated.conversation(), repeated.question());
            });
  }

  private Outcome<Taken> take(
      Conversation conversation,
      Command command,
      @Nullable MessageId replaced,
      Function<Branches, Outcome<Place.After>> where) {
    Branches branches = turns.branches(conversation);
    Map<MessageId, List<Attachment>> attached = turns.files().of(conversation);
    List<AttachmentId> files = wanted(command, replaced, attached);
    MessageId id = command.key() == null ? null : command.key().messageId(conversation.id());
    Message present = id == null ? null : branches.find(id).orElse(null);
    if (present != null) {
      boolean sameFiles =
          files.equals(TurnFiles.ids(attached.getOrDefault(present.id(), List.of())));
      return sameFiles ? repeated(conversation, branches, present, command.content()) : mismatch();
    }
    return where
        .apply(branches)
        .then(
            place ->
                turns
                    .files()
                    .toAttach(conversation, attached, files)
                    .then(
                        held ->
                            turns.admit(
                                conversation,
                                command.model(),
                                command.content(),
                                held,
                                AnswerLimits.NONE))
                    .then(
                        admitted ->
                            Outcome.done(
                                new Taken.Stored(
                                    turns.store(
                                        admitted, branches, place, id, command.content())))));
  }

  private static List<AttachmentId> wanted(
      Command command, @Nullable MessageId replaced, Map<MessageId, List<Attachment>> attached) {
    if (command.files() != null) {
      return command.files().stream().distinct().toList();
    }
    return replaced == null ? List.of() : TurnFiles.ids(attached.getOrDefault(replaced, List.of()));
  }

  private Outcome<Taken> repeated(
      Conversation conversation, Branches branches, Message present, String content) {
    Message again = turns.question(conversation, present, content);
    return switch (branches.append(again)) {
      case Appended.Repeated repeated ->
          Outcome.done(new Taken.Repeated(conversation, repeated.message()));
      case Appended.Mismatch mismatch -> mismatch();
      case Appended.Added added -> throw new IllegalStateException("a message that is there");
    };
  }

  private static <T> Outcome<T> mismatch() {
    return Outcome.refused(
        new Refusal.Invalid(
            "idempotency_mismatch",
            "Idempotency-Key",
            "Idempotency-Key: sent before with another message (expected: a new one)"));
  }

  private <T> Outcome<T> held(
      Principal caller, ConversationId id, Function<Conversation, Outcome<T>> work) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () ->
            conversations
                .lock(caller.tenant(), caller.subject(), id)
                .map(work)
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound("conversation"))));
  }

  private static Outcome<Place.After> place(Place place) {
    return switch (place) {
      case Place.After after -> Outcome.done(after);
      case Place.Refused refused ->
          Outcome.refused(
              switch (refused.reason()) {
                case NOT_THERE -> new Refusal.NotFound("message");
                case NOT_A_QUESTION ->
                    new Refusal.Conflict(
                        "not_a_question", "message: not the user's (expected: one of theirs)");
                case NOT_AN_ANSWER ->
                    new Refusal.Conflict(
                        "not_an_answer",
                        "message: no answer to a message (expected: the assistant's)");
              });
    };
  }
}
