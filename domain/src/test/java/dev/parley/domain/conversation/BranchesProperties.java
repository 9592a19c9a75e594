package dev.parley.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.conversation.Branches.Appended;
import dev.parley.domain.conversation.Branches.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class BranchesProperties {
  private static final ConversationId CONVERSATION = new ConversationId(new UUID(1, 1));
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  private static MessageId id(int number) {
    return new MessageId(new UUID(7, number));
  }

  private static Message message(
      int number, @Nullable MessageId parent, Author author, String content) {
    return new Message(id(number), CONVERSATION, parent, author, content, 1, null, List.of(), NOW);
  }

  /** Questions and answers in turn; every message follows any earlier one of the other author. */
  @Provide
  Arbitrary<List<Message>> trees() {
    return Arbitraries.longs()
        .flatMap(seed -> Arbitraries.integers().between(1, 25).map(size -> tree(seed, size)));
  }

  private static List<Message> tree(long seed, int size) {
    Random random = new Random(seed);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Message parent =
          messages.isEmpty() || random.nextInt(8) == 0
              ? null
              : messages.get(random.nextInt(messages.size()));
      Author author =
          parent == null || parent.author() == Author.ASSISTANT ? Author.USER : Author.ASSISTANT;
      messages.add(message(i, parent == null ? null : parent.id(), author, "text " + i));
    }
    return messages;
  }

  @Property(tries = 300)
  void pathsLeadFromAFirstMessageAlongParents(@ForAll("trees") List<Message> messages) {
    Branches branches = Branches.of(messages);
    for (Message message : messages) {
      List<Message> path = branches.path(message.id());

      assertThat(path.getFirst().parent()).isNull();
      assertThat(path.getLast()).isEqualTo(message);
      for (int i = 1; i < path.size(); i++) {
        assertThat(path.get(i).parent()).isEqualTo(path.get(i - 1).id());
      }
    }
    assertThat(branches.active()).isEqualTo(branches.path(messages.getLast().id()));
    assertThat(branches.messages()).isEqualTo(messages);
  }

  @Property(tries = 300)
  void editingKeepsEveryOldBranch(@ForAll("trees") List<Message> messages) {
    Branches before = Branches.of(messages);
    for (Message message : messages) {
      Place place = before.edit(message.id());
      if (message.author() == Author.USER) {
        assertThat(place).isEqualTo(new Place.After(message.parent()));
        Message edited = message(1_000, message.parent(), Author.USER, "edited");
        Branches after = added(before, edited);

        assertThat(after.siblings(message.id())).contains(message).endsWith(edited);
        assertThat(after.siblings(edited.id())).isEqualTo(after.siblings(message.id()));
        assertThat(after.active()).endsWith(edited).doesNotContain(message);
        assertOldPathsStay(before, after);
      } else {
        assertThat(place).isEqualTo(new Place.Refused(Place.Reason.NOT_A_QUESTION));
      }
    }
  }

  @Property(tries = 300)
  void regeneratingAddsAnAnswerToTheSameQuestion(@ForAll("trees") List<Message> messages) {
    Branches before = Branches.of(messages);
    for (Message message : messages) {
      Place place = before.regenerate(message.id());
      if (message.author() == Author.ASSISTANT) {
        assertThat(place).isEqualTo(new Place.After(message.parent()));
        Message anew = message(1_000, message.parent(), Author.ASSISTANT, "anew");
        Branches after = added(before, anew);

        assertThat(after.siblings(message.id())).contains(message).endsWith(anew);
        assertThat(after.active()).hasSize(before.path(message.id()).size()).endsWith(anew);
        assertOldPathsStay(before, after);
      } else {
        assertThat(place).isEqualTo(new Place.Refused(Place.Reason.NOT_AN_ANSWER));
      }
    }
  }

  private static void assertOldPathsStay(Branches before, Branches after) {
    for (Message old : before.messages()) {
      assertThat(after.path(old.id())).isEqualTo(before.path(old.id()));
    }
  }

  @Property(tries = 300)
  void choosingLeadsThroughTheMessageToTheNewestEnd(@ForAll("trees") List<Message> messages) {
    Branches branches = Branches.of(messages);
    for (Message message : messages) {
      Branches chosen = branches.choose(message.id());
      MessageId leaf = chosen.active().getLast().id();

      assertThat(chosen.active()).contains(message);
      assertThat(messages).noneMatch(other -> leaf.equals(other.parent()));
      assertThat(
              messages.stream()
                  .filter(other -> branches.path(other.id()).contains(message))
                  .reduce((one, later) -> later)
                  .map(Message::id))
          .contains(leaf);
      assertThat(chosen.next()).isEqualTo(new Place.After(leaf));
      assertThat(chosen.messages()).isEqualTo(messages);
    }
  }

  @Property(tries = 300)
  void appendingTwiceAddsOnce(@ForAll("trees") List<Message> messages) {
    Branches branches = Branches.of(messages);
    for (Message message : messages) {
      Message again =
          message(
              (int) message.id().value().getLeastSignificantBits(),
              messages.getLast().id(),
              message.author(),
              message.content());

      assertThat(branches.append(again)).isEqualTo(new Appended.Repeated(message));
      assertThat(
              branches.append(
                  message(
                      (int) message.id().value().getLeastSignificantBits(),
                      message.parent(),
                      message.author(),
                      "other")))
          .isEqualTo(new Appended.Mismatch(message));
      assertThat(
              branches.append(
                  message(
                      (int) message.id().value().getLeastSignificantBits(),
                      message.parent(),
                      Author.SYSTEM,
                      message.content())))
          .isEqualTo(new Appended.Mismatch(message));
    }
  }

  @Property(tries = 300)
  void aClientKeyAlwaysNamesTheSameMessage(
      @ForAll("keys") String one, @ForAll("keys") String other) {
    MessageId id = new ClientKey(one).messageId(CONVERSATION);

    assertThat(id.value().version()).isEqualTo(8);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(new ClientKey(one).messageId(CONVERSATION)).isEqualTo(id);
    assertThat(new ClientKey(other).messageId(CONVERSATION).equals(id))
        .isEqualTo(one.equals(other));
    assertThat(new ClientKey(one).messageId(new ConversationId(new UUID(1, 2)))).isNotEqualTo(id);
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(3);
  }

  @Example
  void clientKeysAreShortAndVisible() {
    assertThat(new ClientKey("~".repeat(255)).value()).hasSize(255);
    for (String wrong : List.of("", "a b", "\u007f", "é", "x".repeat(256))) {
      assertThatThrownBy(() -> new ClientKey(wrong))
          .hasMessage(
              "key: " + wrong.length() + " characters (expected: 1..255 visible ASCII characters)");
    }
  }

  @Example
  void beginsWithNothing() {
    Branches none = Branches.of(List.of());
    Message first = message(1, null, Author.USER, "Hello");

    assertThat(none.active()).isEmpty();
    assertThat(none.next()).isEqualTo(new Place.After(null));
    assertThat(none.find(id(1))).isEmpty();
    assertThat(added(none, first).find(id(1))).contains(first);
    assertThat(none.messages()).isEmpty();
  }

  @Example
  void refusesWhatIsNotThere() {
    Branches branches = Branches.of(List.of(message(1, null, Author.ASSISTANT, "Welcome")));
    Place.Refused notThere = new Place.Refused(Place.Reason.NOT_THERE);

    assertThat(branches.edit(id(9))).isEqualTo(notThere);
    assertThat(branches.regenerate(id(9))).isEqualTo(notThere);
    assertThat(branches.regenerate(id(1))).isEqualTo(new Place.Refused(Place.Reason.NOT_AN_ANSWER));
    assertThatThrownBy(() -> branches.path(id(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not there");
    assertThatThrownBy(() -> branches.siblings(id(9))).hasMessageContaining("not there");
    assertThatThrownBy(() -> branches.choose(id(9))).hasMessageContaining("not there");
    assertThatThrownBy(() -> branches.append(message(2, id(9), Author.USER, "Hello")))
        .hasMessageContaining("expected: one before it");
  }

  @Example
  void answersToAnAnswerAreNotGeneratedAnew() {
    Branches branches =
        Branches.of(
            List.of(
                message(1, null, Author.ASSISTANT, "Welcome"),
                message(2, id(1), Author.ASSISTANT, "Ask me")));

    assertThat(branches.regenerate(id(2))).isEqualTo(new Place.Refused(Place.Reason.NOT_AN_ANSWER));
  }

  @Example
  void siblingsAreByTheSameAuthor() {
    Message question = message(1, null, Author.USER, "Hello");
    Message instruction = message(2, null, Author.SYSTEM, "Be brief");

    assertThat(Branches.of(List.of(question, instruction)).siblings(id(1)))
        .containsExactly(question);
  }

  @Example
  void wantsEveryMessageOnceAndAfterItsParent() {
    Message first = message(1, null, Author.USER, "Hello");
    Message second = message(2, id(1), Author.ASSISTANT, "Hi");

    assertThatThrownBy(() -> Branches.of(List.of(second, first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: one before it");
    assertThatThrownBy(() -> Branches.of(List.of(first, first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there twice");
  }

  private static Branches added(Branches branches, Message message) {
    if (branches.append(message) instanceof Appended.Added added) {
      return added.branches();
    }
    throw new AssertionError(message + " was not added");
  }
}
