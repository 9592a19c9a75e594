package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecoverRunsTest {
  private static final RunFailure INTERRUPTED =
      new RunFailure(Code.INTERRUPTED, "The server ended while it was answering.");

  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();

  @AfterEach
  void close() {
    room.close();
  }

  /** The next process of the node, after the first one ended here. */
  private final class NextProcess {
    final InMemoryRunJournal journal = room.journal.restarted();
    final RecoverRuns recoverRuns =
        new RecoverRuns(
            room.stores.runs(),
            journal,
            room.codec,
            new SettleRun(
                room.stores.conversations(),
                room.stores.runs(),
                room.stores.usageLedger(),
                new TurnAudit(room.stores.audit()),
                journal,
                room.codec,
                room.stores.unitOfWork()),
            room.stores.unitOfWork(),
            StoredTenant.NODE,
            room.clock);

    List<RunEvent> events(Run run) throws InterruptedException {
      return journal.read(run.tenant(), run.id(), 0, Duration.ZERO).stream()
          .map(entry -> room.codec.decode(entry.event()))
          .toList();
    }
  }

  private void journal(Run run, RunEvent... events) {
    for (RunEvent event : events) {
      room.journal.append(run.tenant(), run.id(), room.codec.encode(event));
    }
  }

  private static RunEvent started(Run run) {
    return new RunEvent.Started(run.id(), run.conversation(), run.answer(), run.model());
  }

  private Run halfAnswered() {
    Run run = room.tenant.withRun(conversation);
    room.stores.runs().update(run.in(new RunState.Running(), 0));
    journal(run, started(run), new RunEvent.Delta("Half "), new RunEvent.Delta("an answer"));
    return run;
  }

  private Run ofAnotherNode(Duration lease) {
    Conversation made = room.tenant.withConversation();
    Run run = Fixtures.run(made, room.tenant.withMessage(made, "Why?"));
    room.stores.runs().add(run, "node-2", NOW.plus(lease));
    return run;
  }

  @Test
  void endsARunOfItsNodeWithTheTextSoFar() throws Exception {
    Run run = halfAnswered();
    NextProcess next = new NextProcess();

    assertThat(next.recoverRuns.recoverOwn()).isEqualTo(1);

    assertThat(room.inStore(run).state())
        .isEqualTo(new RunState.Failed(INTERRUPTED, TokenUsage.NONE, NOW));
    Message answer = room.messages(conversation.id()).getLast();
    assertThat(answer.id()).isEqualTo(run.answer());
    assertThat(answer.parent()).isEqualTo(run.question());
    assertThat(answer.author()).isEqualTo(Author.ASSISTANT);
    assertThat(answer.content()).isEqualTo("Half an answer");
    assertThat(next.events(run)).hasSize(4);
    assertThat(next.events(run).getLast()).isEqualTo(new RunEvent.Failed(INTERRUPTED));
    assertThat(room.inStore(run).lastSeq()).isEqualTo(4);
    assertThat(room.used()).hasSize(1);
  }

  @Test
  void storesNoAnswerForARunThatHadSaidNothing() throws Exception {
    Run run = room.tenant.withRun(conversation);
    NextProcess next = new NextProcess();

    next.recoverRuns.recoverOwn();

    assertThat(room.messages(conversation.id())).hasSize(1);
    assertThat(next.events(run)).containsExactly(new RunEvent.Failed(INTERRUPTED));
    assertThat(room.inStore(run).lastSeq()).isEqualTo(1);
  }

  @Test
  void letsTheConversationGoOn() throws Exception {
    halfAnswered();
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    assertThat(Outcomes.code(room.send(conversation, "Why?"))).isEqualTo("conversation_busy");

    new NextProcess().recoverRuns.recoverOwn();

    assertThat(room.ask(conversation, "Why?").answer()).isEqualTo("Because.");
    assertThat(room.messages(conversation.id()))
        .extracting(Message::content)
        .containsExactly("Why does it drop?", "Half an answer", "Why?", "Because.");
  }

  @Test
  void endsRunsOfEveryTenant() throws Exception {
    Run own = halfAnswered();
    Run others = room.other.withRun(room.other.withConversation());

    assertThat(new NextProcess().recoverRuns.recoverOwn()).isEqualTo(2);

    assertThat(room.inStore(own).state()).isInstanceOf(RunState.Failed.class);
    assertThat(room.inStore(others).state()).isInstanceOf(RunState.Failed.class);
    assertThat(room.used()).hasSize(1);
  }

  @Test
  void leavesRunsOfOtherNodesAlone() throws Exception {
    Run elsewhere = ofAnotherNode(ChatRoom.LEASE);

    assertThat(new NextProcess().recoverRuns.recoverOwn()).isZero();

    assertThat(room.inStore(elsewhere).state()).isEqualTo(new RunState.Queued());
  }

  @Test
  void endsEachRunOnce() throws Exception {
    Run run = halfAnswered();
    NextProcess next = new NextProcess();
    next.recoverRuns.recoverOwn();

    assertThat(next.recoverRuns.recoverOwn()).isZero();

    assertThat(next.events(run)).filteredOn(RunEvent.Terminal.class::isInstance).hasSize(1);
    assertThat(room.used()).hasSize(1);
    assertThat(room.messages(conversation.id())).hasSize(2);
  }

  @Test
  void tellsWatchersOfARunWhoseEndWasStoredButNotTold() throws Exception {
    Run run = halfAnswered();
    RunState.Completed completed = new RunState.Completed(FinishReason.STOP, TokenUsage.NONE, NOW);
    room.stores.runs().update(run.in(completed, 4));
    NextProcess next = new NextProcess();

    assertThat(next.recoverRuns.recoverOwn()).isZero();

    assertThat(next.events(run)).hasSize(4);
    assertThat(next.events(run).getLast())
        .isEqualTo(new RunEvent.Completed(run.answer(), FinishReason.STOP, TokenUsage.NONE));
    assertThat(next.journal.unfinished()).isEmpty();
    assertThat(room.inStore(run).state()).isEqualTo(completed);
    assertThat(room.messages(conversation.id())).hasSize(1);
  }

  @Test
  void storesTheEndOfARunWhoseWatchersWereToldAlready() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    room.failingLedger.fail(true);
    Run run = room.ask(conversation, "Why?").accepted().run();
    List<RunEvent> told = room.events(run);
    NextProcess next = new NextProcess();

    assertThat(next.recoverRuns.recoverOwn()).isEqualTo(1);

    assertThat(next.events(run)).isEqualTo(told);
    assertThat(room.inStore(run).state()).isInstanceOf(RunState.Failed.class);
    assertThat(room.inStore(run).lastSeq()).isEqualTo(told.size());
    assertThat(room.messages(conversation.id()))
        .extracting(Message::content)
        .containsExactly("Why?", "Because.");
    assertThat(room.used()).hasSize(1);
  }

  @Test
  void passesOverAJournalWhoseRunIsGone() throws Exception {
    Run run = halfAnswered();
    room.stores.conversations().remove(room.tenant.id(), StoredTenant.OWNER, conversation.id());
    NextProcess next = new NextProcess();

    assertThat(next.recoverRuns.recoverOwn()).isZero();

    assertThat(next.events(run)).hasSize(3);
  }

  @Test
  void endsRunsOfAnyNodeOnceTheirLeaseHasRunOut() throws Exception {
    Run early = ofAnotherNode(Duration.ofSeconds(30));
    Run late = ofAnotherNode(Duration.ofSeconds(90));
    NextProcess next = new NextProcess();
    assertThat(next.recoverRuns.recoverExpired(room.activeRuns)).isZero();

    room.clock.advance(Duration.ofSeconds(30));
    assertThat(next.recoverRuns.recoverExpired(room.activeRuns)).isEqualTo(1);

    assertThat(room.inStore(early).state()).isInstanceOf(RunState.Failed.class);
    assertThat(room.inStore(late).state()).isEqualTo(new RunState.Queued());
    assertThat(next.recoverRuns.recoverExpired(room.activeRuns)).isZero();
  }

  @Test
  void leavesRunsAloneThatThisProcessGeneratesHoweverLateTheirLeasesAre() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "done.").waitingAfter(1));
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();
    room.clock.advance(Duration.ofHours(1));
    RecoverRuns recoverRuns =
        new RecoverRuns(
            room.stores.runs(),
            room.journal,
            room.codec,
            room.settleRun,
            room.stores.unitOfWork(),
            StoredTenant.NODE,
            room.clock);

    assertThat(recoverRuns.recoverExpired(room.activeRuns)).isZero();

    model.release();
    assertThat(room.ended(accepted).answer()).isEqualTo("Half done.");
  }

  /** A journal that hands out one event at a time, and knows what was done in which order. */
  private static final class PagedJournal implements RunJournal {
    final List<String> done = new ArrayList<>();
    private final RunJournal journal;

    PagedJournal(RunJournal journal) {
      this.journal = journal;
    }

    @Override
    public long append(TenantId owner, RunId run, Encoded event) {
      done.add("append");
      return journal.append(owner, run, event);
    }

    @Override
    public void takeOver(TenantId owner, RunId run) {
      done.add("take over");
      journal.takeOver(owner, run);
    }

    @Override
    public List<Entry> read(TenantId owner, RunId run, long after, Duration patience)
        throws InterruptedException {
      done.add("read");
      List<Entry> all = journal.read(owner, run, after, patience);
      return all.subList(0, Math.min(1, all.size()));
    }

    @Override
    public long lastSeq(TenantId owner, RunId run) {
      return journal.lastSeq(owner, run);
    }

    @Override
    public List<Unfinished> unfinished() {
      return journal.unfinished();
    }

    @Override
    public void trim(Instant before) {
      journal.trim(before);
    }
  }

  @Test
  void keepsTheOtherProcessOutAndReadsToTheLastEventBeforeItEndsARun() throws Exception {
    Run run = halfAnswered();
    PagedJournal paged = new PagedJournal(room.journal);
    RecoverRuns recoverRuns =
        new RecoverRuns(
            room.stores.runs(),
            paged,
            room.codec,
            room.settleRun,
            room.stores.unitOfWork(),
            StoredTenant.NODE,
            room.clock);

    recoverRuns.recoverOwn();

    assertThat(paged.done).containsExactly("take over", "read", "read", "read", "read");
    assertThat(room.watchedJournal.takenOver).containsExactly(run.id());
    assertThat(room.messages(conversation.id()).getLast().content()).isEqualTo("Half an answer");
    assertThat(room.inStore(run).lastSeq()).isEqualTo(4);
  }
}
