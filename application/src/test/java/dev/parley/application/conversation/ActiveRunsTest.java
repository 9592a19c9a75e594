package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.ChatRoom.Answered;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.RunId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActiveRunsTest {
  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();

  @AfterEach
  void close() {
    room.close();
  }

  /** Sends a message whose answer waits after its first piece. */
  private AcceptedMessage waiting(ScriptedCompletionModel model) throws InterruptedException {
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();
    return accepted;
  }

  private ScriptedCompletionModel waitingModel() {
    return room.answeredBy(ScriptedCompletionModel.saying("Half ", "done.").waitingAfter(1));
  }

  @Test
  void holdsARunUntilItHasEnded() throws Exception {
    ScriptedCompletionModel model = waitingModel();
    AcceptedMessage accepted = waiting(model);
    assertThat(room.activeRuns.holds(accepted.run().id())).isTrue();
    assertThat(room.activeRuns.count()).isEqualTo(1);

    model.release();
    room.ended(accepted);

    assertThat(room.activeRuns.holds(accepted.run().id())).isFalse();
    assertThat(room.activeRuns.count()).isZero();
  }

  @Test
  void answersAlikeForForeignUnknownAndEndedRuns() throws Exception {
    ScriptedCompletionModel model = waitingModel();
    AcceptedMessage accepted = waiting(model);
    RunId run = accepted.run().id();

    assertThat(room.activeRuns.cancel(room.other.id(), run)).isFalse();
    assertThat(room.activeRuns.cancel(room.tenant.id(), new RunId(Fixtures.id()))).isFalse();

    model.release();
    assertThat(room.ended(accepted).answer()).isEqualTo("Half done.");
    assertThat(room.activeRuns.cancel(room.tenant.id(), run)).isFalse();
  }

  @Test
  void cancelsARunOnceHoweverOftenItIsAsked() throws Exception {
    AcceptedMessage accepted = waiting(waitingModel());

    room.activeRuns.cancel(room.tenant.id(), accepted.run().id());
    room.activeRuns.cancel(room.tenant.id(), accepted.run().id());

    Answered answered = room.ended(accepted);
    assertThat(answered.events())
        .filteredOn(RunEvent.Terminal.class::isInstance)
        .containsExactly(new RunEvent.Cancelled());
  }

  @Test
  void stopsRunsThatAnotherNodeWasAskedToStop() throws Exception {
    AcceptedMessage accepted = waiting(waitingModel());
    room.activeRuns.stopRequested();
    assertThat(room.activeRuns.holds(accepted.run().id())).isTrue();
    room.stores.runs().requestCancel(room.tenant.id(), accepted.run().id());

    room.activeRuns.stopRequested();

    Answered answered = room.ended(accepted);
    assertThat(answered.terminal()).isEqualTo(new RunEvent.Cancelled());
    assertThat(answered.answer()).isEqualTo("Half ");
  }

  @Test
  void prolongsTheLeasesOfItsRuns() throws Exception {
    ScriptedCompletionModel model = waitingModel();
    AcceptedMessage accepted = waiting(model);
    Run abandoned = room.tenant.withRun(room.tenant.withConversation());
    room.clock.advance(Duration.ofSeconds(40));

    room.activeRuns.renewLeases();

    assertThat(room.stores.runs().expired(NOW.plus(ChatRoom.LEASE)))
        .extracting(Run::id)
        .containsExactly(abandoned.id());
    assertThat(room.stores.runs().expired(NOW.plusSeconds(100)))
        .extracting(Run::id)
        .containsExactlyInAnyOrder(abandoned.id(), accepted.run().id());
    model.release();
    room.ended(accepted);
  }

  @Test
  void letsRunsEndBeforeItStops() throws Exception {
    ScriptedCompletionModel model = waitingModel();
    AcceptedMessage accepted = waiting(model);
    CountDownLatch drained = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                room.activeRuns.drain(Duration.ofSeconds(50));
                drained.countDown();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(drained.getCount()).isEqualTo(1);

    model.release();

    drained.await();
    assertThat(accepted.end()).isDone();
    Answered answered = room.ended(accepted);
    assertThat(answered.answer()).isEqualTo("Half done.");
    assertThat(answered.terminal()).isInstanceOf(RunEvent.Completed.class);
    assertThat(room.activeRuns.isDraining()).isTrue();
  }

  @Test
  void stopsRunsThatDoNotEndInTime() throws Exception {
    AcceptedMessage accepted = waiting(waitingModel());

    room.activeRuns.drain(Duration.ofMillis(1));

    Answered answered = room.ended(accepted);
    assertThat(answered.answer()).isEqualTo("Half ");
    assertThat(answered.terminal())
        .isEqualTo(
            new RunEvent.Failed(new RunFailure(Code.INTERRUPTED, "The server was stopped.")));
    assertThat(answered.events()).filteredOn(RunEvent.Terminal.class::isInstance).hasSize(1);
    assertThat(room.faults).isEmpty();
  }

  @Test
  void isDrainedAtOnceWhereNothingRuns() throws Exception {
    room.activeRuns.drain(Duration.ofSeconds(50));

    assertThat(room.activeRuns.isDraining()).isTrue();
  }
}
