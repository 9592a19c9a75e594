package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.ChatRoom.Answered;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetryRunTest {
  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();

  @AfterEach
  void close() {
    room.close();
  }

  private Run failed() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Half ").thenFailing(Code.PROVIDER_UNAVAILABLE));
    return room.ask(conversation, "Why?").accepted().run();
  }

  private RetryRun.Command retry(Principal caller, RunId run) {
    return new RetryRun.Command(caller, run, null);
  }

  @Test
  void answersTheQuestionOfAFailedRunAnew() throws Exception {
    Run first = failed();
    ScriptedCompletionModel model = room.answeredBy(ScriptedCompletionModel.saying("Because."));

    AcceptedMessage accepted = Outcomes.done(room.retryRun.retry(retry(room.caller, first.id())));
    Answered answered = room.ended(accepted);

    assertThat(accepted.run().id()).isNotEqualTo(first.id());
    assertThat(accepted.run().question()).isEqualTo(first.question());
    assertThat(accepted.run().answer()).isNotEqualTo(first.answer());
    assertThat(answered.answer()).isEqualTo("Because.");
    assertThat(answered.terminal()).isInstanceOf(RunEvent.Completed.class);
    List<Message> messages = room.messages(conversation.id());
    assertThat(messages).extracting(Message::content).containsExactly("Why?", "Half ", "Because.");
    assertThat(messages.getLast().parent()).isEqualTo(first.question());
    assertThat(messages).filteredOn(m -> m.author() == Author.USER).hasSize(1);
    assertThat(model.requests()).hasSize(1);
    assertThat(model.requests().getFirst().prompt().toString())
        .contains("Why?")
        .doesNotContain("Half ");
  }

  @Test
  void answersACancelledRunAnew() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "done.").waitingAfter(1));
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();
    Run cancelled = Outcomes.done(room.cancelRun.cancel(room.caller, accepted.run().id()));
    room.ended(accepted);
    room.answeredBy(ScriptedCompletionModel.saying("Because."));

    AcceptedMessage again = Outcomes.done(room.retryRun.retry(retry(room.caller, cancelled.id())));

    assertThat(room.ended(again).answer()).isEqualTo("Because.");
  }

  @Test
  void goesOnAfterTheNewAnswer() throws Exception {
    Run first = failed();
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    Message again =
        room.ended(Outcomes.done(room.retryRun.retry(retry(room.caller, first.id()))))
            .end()
            .answer()
            .orElseThrow();

    AcceptedMessage next = room.ask(conversation, "And now?").accepted();

    assertThat(next.question().parent()).isEqualTo(again.id());
  }

  @Test
  void refusesRunsThatAreNotFailed() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "done.").waitingAfter(1));
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();
    RunId run = accepted.run().id();
    assertThat(Outcomes.code(room.retryRun.retry(retry(room.caller, run))))
        .isEqualTo("run_not_retryable");

    model.release();
    room.ended(accepted);

    assertThat(Outcomes.code(room.retryRun.retry(retry(room.caller, run))))
        .isEqualTo("run_not_retryable");
    assertThat(room.messages(conversation.id())).hasSize(2);
  }

  @Test
  void refusesWhileTheConversationIsBeingAnswered() throws Exception {
    Run first = failed();
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "done.").waitingAfter(1));
    AcceptedMessage busy = Outcomes.done(room.send(conversation, "Something else"));
    model.awaitWaiting();

    assertThat(Outcomes.code(room.retryRun.retry(retry(room.caller, first.id()))))
        .isEqualTo("conversation_busy");

    model.release();
    room.ended(busy);
  }

  @Test
  void answersAlikeForForeignAndUnknownRuns() throws Exception {
    Run first = failed();
    Principal stranger = ChatRoom.principal(room.other, StoredTenant.OWNER);
    Principal colleague = ChatRoom.principal(room.tenant, "key:colleague");

    Refusal notFound = new Refusal.NotFound("run");

    for (Principal caller : List.of(stranger, colleague)) {
      assertThat(Outcomes.refusal(room.retryRun.retry(retry(caller, first.id()))))
          .isEqualTo(notFound);
      assertThat(Outcomes.refusal(room.cancelRun.cancel(caller, first.id()))).isEqualTo(notFound);
    }
    assertThat(Outcomes.refusal(room.retryRun.retry(retry(room.caller, new RunId(Fixtures.id())))))
        .isEqualTo(notFound);
  }

  @Test
  void refusesAModelThatIsNotThere() throws Exception {
    Run first = failed();

    assertThat(
            Outcomes.code(
                room.retryRun.retry(
                    new RetryRun.Command(room.caller, first.id(), new ModelId("nowhere")))))
        .isEqualTo("model_not_found");
  }
}
