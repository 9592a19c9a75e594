package dev.parley.domain.conversation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a conversation as the tree that they form by parent. Editing a question and
 * generating an answer anew add a message beside the old one, so that nothing is lost; one branch
 * is active, and a conversation goes on at its end. Immutable; every step takes time in proportion
 * to the number of messages.
 */
public final class Branches {
  private final Map<MessageId, Message> messages;
  private final @Nullable MessageId leaf;

  private Branches(Map<MessageId, Message> messages, @Nullable MessageId leaf) {
    this.messages = messages;
    this.leaf = leaf;
  }

  /** Where a new message goes. */
  public sealed interface Place {

    /**
     * It follows this message.
     *
     * @param parent null: it is the first
     */
    record After(@Nullable MessageId parent) implements Place {}

    /** It goes nowhere. */
    record Refused(Reason reason) implements Place {}

    /** Why there is no place. */
    enum Reason {
      /** The conversation holds no such message. */
      NOT_THERE,
      /** Only a user's message can be edited. */
      NOT_A_QUESTION,
      /** Only an answer to a user's message can be generated anew. */
      NOT_AN_ANSWER
    }
  }

  /** What appending a message came to. */
  public sealed interface Appended {

    /** The message was added, and its branch is the active one. */
    record Added(Branches branches) implements Appended {}

    /**
     * The same message was there already, and nothing was added.
     *
     * @param message the one that is there, with the place and time it was given first
     */
    record Repeated(Message message) implements Appended {}

    /**
     * Another message has this id, so the sender uses a key for two things.
     *
     * @param present the one that is there
     */
    record Mismatch(Message present) implements Appended {}
  }

  /**
   * The tree of these messages; the branch that was added to last is the active one.
   *
   * @param messages in the order in which they were added
   * @throws IllegalArgumentException if one is there twice or comes before its parent
   */
  public static Branches of(List<Message> messages) {
    Map<MessageId, Message> byId = new LinkedHashMap<>();
    for (Message message : messages) {
      requireParent(byId, message);
      if (byId.put(message.id(), message) != null) {
        throw new IllegalArgumentException(
            "message " + message.id() + ": there twice (expected: once)");
      }
    }
    return new Branches(byId, messages.isEmpty() ? null : messages.getLast().id());
  }

  private static void requireParent(Map<MessageId, Message> earlier, Message message) {
    if (message.parent() != null && !earlier.containsKey(message.parent())) {
      throw new IllegalArgumentException(
          "message "
              + message.id()
              + ": parent "
              + message.parent()
              + " (expected: one before it)");
    }
  }

  /**
   * The messages of the active branch, oldest first: what the conversation's next message follows.
   */
  public List<Message> active() {
    return leaf == null ? List.of() : path(leaf);
  }

  /**
   * The messages from the first to this one, each following the one before. What a model is to know
   * when it goes on from here, and nothing of other branches.
   *
   * @throws IllegalArgumentException if there is no such message
   */
  public List<Message> path(MessageId to) {
    List<Message> path = new ArrayList<>();
    for (Message at = require(to); at != null; at = parentOf(at)) {
      path.add(at);
    }
    Collections.reverse(path);
    return Collections.unmodifiableList(path);
  }

  /**
   * The message and those that stand in its place on other branches: with the same parent and by
   * the same author, in the order in which they were added.
   *
   * @throws IllegalArgumentException if there is no such message
   */
  public List<Message> siblings(MessageId of) {
    Message message = require(of);
    return messages.values().stream()
        .filter(other -> Objects.equals(other.parent(), message.parent()))
        .filter(other -> other.author() == message.author())
        .toList();
  }

  /**
   * Makes the branch active that this message is on; of several that fork after it, the one that
   * was added to last.
   *
   * @throws IllegalArgumentException if there is no such message
   */
  public Branches choose(MessageId message) {
    MessageId newest = require(message).id();
    // A child comes after its parent, so one pass finds the newest message below it.
    Set<MessageId> below = new HashSet<>();
    below.add(newest);
    for (Message other : messages.values()) {
      if (other.parent() != null && below.contains(other.parent())) {
        below.add(other.id());
        newest = other.id();
      }
    }
    return new Branches(messages, newest);
  }

  /** Where the conversation's next message goes. */
  public Place.After next() {
    return new Place.After(leaf);
  }

  /** Where a user's message goes that is to stand in the place of this one. */
  public Place edit(MessageId question) {
    Message message = messages.get(question);
    if (message == null) {
      return new Place.Refused(Place.Reason.NOT_THERE);
    }
    return message.author() == Author.USER
        ? new Place.After(message.parent())
        : new Place.Refused(Place.Reason.NOT_A_QUESTION);
  }

  /** Where an answer goes that is to stand in the place of this one: after the same question. */
  public Place regenerate(MessageId answer) {
    Message message = messages.get(answer);
    if (message == null) {
      return new Place.Refused(Place.Reason.NOT_THERE);
    }
    Message question = parentOf(message);
    return message.author() == Author.ASSISTANT
            && question != null
            && question.author() == Author.USER
        ? new Place.After(question.id())
        : new Place.Refused(Place.Reason.NOT_AN_ANSWER);
  }

  /**
   * Adds a message, once: for the same id with the same words nothing is added. See {@link
   * ClientKey} for ids that a sender can repeat.
   *
   * @throws IllegalArgumentException if its parent is not there
   */
  public Appended append(Message message) {
    Message present = messages.get(message.id());
    if (present != null) {
      return present.author() == message.author() && present.content().equals(message.content())
          ? new Appended.Repeated(present)
          : new Appended.Mismatch(present);
    }
    requireParent(messages, message);
    Map<MessageId, Message> longer = new LinkedHashMap<>(messages);
    longer.put(message.id(), message);
    return new Appended.Added(new Branches(longer, message.id()));
  }

  /** All messages of all branches, in the order in which they were added. */
  public List<Message> messages() {
    return List.copyOf(messages.values());
  }

  /** The message of this id, on whatever branch. */
  public Optional<Message> find(MessageId id) {
    return Optional.ofNullable(messages.get(id));
  }

  private @Nullable Message parentOf(Message message) {
    return message.parent() == null ? null : messages.get(message.parent());
  }

  private Message require(MessageId id) {
    Message message = messages.get(id);
    if (message == null) {
      throw new IllegalArgumentException(
          "message " + id + ": not there (expected: one of the conversation)");
    }
    return message;
  }
}
