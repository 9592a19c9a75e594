package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.ChatRoom.Answered;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.RunState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that begin a branch, and messages that are sent twice. */
class BranchedTurnsTest {
  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();
  private final ScriptedCompletionModel model =
      room.answeredBy(ScriptedCompletionModel.saying("Because."));

  @AfterEach
  void close() {
    room.close();
  }

  private SendMessage.Command command(String content, @Nullable String key) {
    return new SendMessage.Command(
        room.caller, conversation.id(), content, null, key == null ? null : new ClientKey(key));
  }

  private Outcome<AcceptedMessage> regenerate(MessageId answer) {
    return room.sendMessage.regenerate(room.caller, conversation.id(), answer, null);
  }

  private static Message answer(Answered answered) {
    return answered.end().answer().orElseThrow();
  }

  private List<String> lastPrompt() {
    return model.requests().getLast().prompt().turns().stream().map(Turn::text).toList();
  }

  @Test
  void answersAnewBesideTheOldAnswer() throws Exception {
    Answered first = room.ask(conversation, "Why?");
    Answered other = room.ask(conversation, "And then?");

    Answered again = room.ended(Outcomes.done(regenerate(answer(first).id())));

    assertThat(lastPrompt()).containsExactly("Why?");
    assertThat(answer(again).parent()).isEqualTo(first.accepted().question().id());
    assertThat(again.accepted().question()).isEqualTo(first.accepted().question());
    assertThat(room.messages(conversation.id()))
        .containsExactly(
            first.accepted().question(),
            answer(first),
            other.accepted().question(),
            answer(other),
            answer(again));

    Answered next = room.ask(conversation, "So?");
    assertThat(next.accepted().question().parent()).isEqualTo(answer(again).id());
    assertThat(lastPrompt()).containsExactly("Why?", "Because.", "So?");
  }

  @Test
  void putsAMessageInThePlaceOfAnother() throws Exception {
    room.ask(conversation, "Why?");
    Answered second = room.ask(conversation, "And then?");

    Answered edited =
        room.ended(
            Outcomes.done(
                room.sendMessage.edit(
                    command("And before?", null), second.accepted().question().id())));

    assertThat(lastPrompt()).containsExactly("Why?", "Because.", "And before?");
    assertThat(edited.accepted().question().parent())
        .isEqualTo(second.accepted().question().parent());
    assertThat(room.messages(conversation.id())).hasSize(6);
  }

  @Test
  void refusesPlacesWhereNothingCanGo() throws Exception {
    Answered first = room.ask(conversation, "Why?");
    MessageId question = first.accepted().question().id();

    assertThat(Outcomes.refusal(regenerate(new MessageId(Fixtures.id()))))
        .isEqualTo(new Refusal.NotFound("message"));
    assertThat(Outcomes.refusal(regenerate(question)))
        .isInstanceOfSatisfying(
            Refusal.Conflict.class,
            conflict -> assertThat(conflict.code()).isEqualTo("not_an_answer"));
    assertThat(Outcomes.refusal(room.sendMessage.edit(command("x", null), answer(first).id())))
        .isInstanceOfSatisfying(
            Refusal.Conflict.class,
            conflict -> assertThat(conflict.code()).isEqualTo("not_a_question"));
    assertThat(Outcomes.refusal(room.sendMessage.edit(command(" ", null), question)))
        .isInstanceOf(Refusal.Invalid.class);
    assertThat(room.messages(conversation.id())).hasSize(2);
  }

  @Test
  void showsNoBranchToAnybodyElse() throws Exception {
    Answered first = room.ask(conversation, "Why?");

    Outcome<AcceptedMessage> foreign =
        room.sendMessage.regenerate(
            ChatRoom.principal(room.tenant, "key:other"),
            conversation.id(),
            answer(first).id(),
            null);

    assertThat(Outcomes.refusal(foreign)).isEqualTo(new Refusal.NotFound("conversation"));
  }

  @Test
  void storesAMessageOnceThatIsSentTwiceUnderAKey() throws Exception {
    Answered first = room.ended(Outcomes.done(room.sendMessage.send(command("Why?", "k1"))));

    AcceptedMessage again = Outcomes.done(room.sendMessage.send(command("Why?", "k1")));

    assertThat(again.question()).isEqualTo(first.accepted().question());
    assertThat(again.run().id()).isEqualTo(first.accepted().run().id());
    assertThat(again.end().get(30, TimeUnit.SECONDS).answer()).contains(answer(first));
    assertThat(model.requests()).hasSize(1);
    assertThat(room.messages(conversation.id())).hasSize(2);
  }

  @Test
  void followsTheAnswerThatIsBeingMadeToAMessageSentTwice() throws Exception {
    ScriptedCompletionModel slow =
        room.answeredBy(ScriptedCompletionModel.saying("Slowly.").waitingAfter(0));
    AcceptedMessage first = Outcomes.done(room.sendMessage.send(command("Why?", "k1")));
    slow.awaitWaiting();

    AcceptedMessage again = Outcomes.done(room.sendMessage.send(command("Why?", "k1")));

    assertThat(again.end()).isSameAs(first.end()).isNotDone();
    slow.release();
    assertThat(room.ended(again).end().run().state()).isInstanceOf(RunState.Completed.class);
  }

  @Test
  void refusesAKeyForSomethingElse() throws Exception {
    room.ended(Outcomes.done(room.sendMessage.send(command("Why?", "k1"))));

    assertThat(Outcomes.refusal(room.sendMessage.send(command("Who?", "k1"))))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            invalid -> assertThat(invalid.code()).isEqualTo("idempotency_mismatch"));
    assertThat(room.messages(conversation.id())).hasSize(2);
  }
}
