package dev.parley.application.conversation;

import dev.parley.application.attachment.Attachments;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a turn: which may be attached to its message, and which are there already. */
final class TurnFiles {
  /** Files of one message. */
  static final int MOST_OF_MESSAGE = 10;

  /** Pictures of one message, in bytes together; no more are shown to a model at once. */
  static final long MOST_PICTURE_BYTES = 20 << 20;

  /** Files of one conversation. */
  static final int MOST_OF_CONVERSATION = 50;

  /** Text of one conversation's files, in tokens: it is in memory while the turn is prepared. */
  static final int MOST_TOKENS = 1_000_000;

  private final Attachments attachments;

  TurnFiles(Attachments attachments) {
    this.attachments = Objects.requireNonNull(attachments);
  }

  /**
   * Files as a turn finds them.
   *
   * @param earlier of each message that is stored, on whatever branch
   * @param own of the message that is to be answered
   */
  record Held(Map<MessageId, List<Attachment>> earlier, List<Attachment> own) {
    Held {
      earlier = Map.copyOf(earlier);
      own = List.copyOf(own);
    }

    /** With those of the message that is to be answered. */
    Map<MessageId, List<Attachment>> with(MessageId question) {
      Map<MessageId, List<Attachment>> all = new HashMap<>(earlier);
      if (!own.isEmpty()) {
        all.put(question, own);
      }
      return all;
    }

    boolean ownShowPictures() {
      return own.stream().anyMatch(Attachment::isPicture);
    }

    boolean anyShowPictures() {
      return distinct().anyMatch(Attachment::isPicture);
    }

    /** What they take of a prompt if they are shown whole. */
    long tokens() {
      return distinct().mapToLong(Attachment::tokens).sum();
    }

    /** Each once; attaching binds a file, so one may be there in two states. */
    private Stream<Attachment> distinct() {
      return Stream.concat(earlier.values().stream().flatMap(List::stream), own.stream())
          .collect(Collectors.toMap(Attachment::id, Function.identity(), (one, other) -> one))
          .values()
          .stream();
    }
  }

  /** Those of each message of a conversation that is stored. */
  Map<MessageId, List<Attachment>> of(Conversation conversation) {
    return attachments.of(conversation.tenant(), conversation.id());
  }

  static List<AttachmentId> ids(List<Attachment> files) {
    return files.stream().map(Attachment::id).toList();
  }

  /** Of a turn whose message is stored already, with whatever it has. */
  static Held again(Map<MessageId, List<Attachment>> earlier, MessageId question) {
    return new Held(earlier, earlier.getOrDefault(question, List.of()));
  }

  /**
   * Finds files that a caller wants to attach, and holds them until the unit of work ends. Refused
   * for one that is not the caller's, that is used in another conversation, and where they are too
   * many.
   */
  Outcome<Held> toAttach(
      Conversation conversation,
      Map<MessageId, List<Attachment>> earlier,
      List<AttachmentId> wanted) {
    if (wanted.isEmpty()) {
      return Outcome.done(new Held(earlier, List.of()));
    }
    List<AttachmentId> ids = wanted.stream().distinct().toList();
    if (ids.size() > MOST_OF_MESSAGE) {
      return tooMany(ids.size() + " files", MOST_OF_MESSAGE + " with a message");
    }
    Map<AttachmentId, Attachment> found =
        attachments.lock(conversation.tenant(), conversation.owner(), ids).stream()
            .collect(Collectors.toMap(Attachment::id, Function.identity()));
    if (found.size() < ids.size()) {
      return Outcome.refused(new Refusal.NotFound("file"));
    }
    List<Attachment> own = ids.stream().flatMap(id -> Stream.ofNullable(found.get(id))).toList();
    Optional<Attachment> elsewhere =
        own.stream().filter(file -> !file.mayBeUsedIn(conversation.id())).findFirst();
    return elsewhere.isPresent()
        ? Outcome.refused(
            new Refusal.Conflict(
                "file_in_use",
                "file_ids: "
                    + elsewhere.get().id()
                    + " is used in another conversation (expected: a file that is not, or another"
                    + " upload of it)"))
        : bounded(new Held(earlier, own));
  }

  private static Outcome<Held> bounded(Held held) {
    long pictureBytes =
        held.own().stream().filter(Attachment::isPicture).mapToLong(Attachment::bytes).sum();
    if (pictureBytes > MOST_PICTURE_BYTES) {
      return tooMany(
          "images of " + pictureBytes + " bytes", MOST_PICTURE_BYTES + " with a message");
    }
    long count = held.distinct().count();
    if (count > MOST_OF_CONVERSATION) {
      return tooMany(count + " files", MOST_OF_CONVERSATION + " in a conversation");
    }
    long size =
        held.distinct()
            .filter(Predicate.not(Attachment::isPicture))
            .mapToLong(Attachment::tokens)
            .sum();
    if (size > MOST_TOKENS) {
      return tooMany("text of " + size + " tokens", MOST_TOKENS + " in a conversation");
    }
    return Outcome.done(held);
  }

  private static Outcome<Held> tooMany(String given, String most) {
    return Outcome.refused(
        new Refusal.Invalid(
            "too_many_files",
            "file_ids",
            "file_ids: " + given + " (expected: at most " + most + ")"));
  }

  /** Attaches the message's own; in the unit of work in which they were found. */
  void attach(Conversation conversation, MessageId message, Held held) {
    if (!held.own().isEmpty()) {
      attachments.attach(conversation.tenant(), conversation.id(), message, ids(held.own()));
    }
  }
}
