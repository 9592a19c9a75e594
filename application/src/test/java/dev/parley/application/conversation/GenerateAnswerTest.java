package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.ChatRoom.Answered;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.model.CompletionModel;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class GenerateAnswerTest {
  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();
  private final Dataset dataset = room.tenant.withDataset();

  @AfterEach
  void close() {
    room.close();
  }

  private Conversation reading(List<DocumentId> documents, List<DatasetId> datasets) {
    return stored(ConversationMode.RAG, documents, datasets);
  }

  private Conversation stored(
      ConversationMode mode, List<DocumentId> documents, List<DatasetId> datasets) {
    Conversation made =
        Conversation.begin(
            new ConversationId(Fixtures.id()),
            room.tenant.id(),
            StoredTenant.OWNER,
            "Pumps",
            mode,
            null,
            null,
            documents,
            datasets,
            NOW);
    room.stores.conversations().add(made);
    return made;
  }

  private static <T extends RunEvent> List<T> only(Class<T> type, List<RunEvent> events) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static String deltas(List<RunEvent> events) {
    return only(RunEvent.Delta.class, events).stream()
        .map(RunEvent.Delta::text)
        .collect(Collectors.joining());
  }

  private static void assertOneTerminalAtTheEnd(List<RunEvent> events) {
    assertThat(only(RunEvent.Terminal.class, events)).hasSize(1);
    assertThat(events.getLast()).isInstanceOf(RunEvent.Terminal.class);
  }

  private List<Citation> citations(Answered answered) {
    return answered.end().answer().orElseThrow().citations();
  }

  @Test
  void tellsWatchersEverythingInOrder() throws Exception {
    room.answeredBy(
        ScriptedCompletionModel.saying("The steel pump ", "starts at four bar [", "1]."));
    Document document = room.withIndexedDocument(dataset, "The steel pump starts at four bar.");

    Answered answered = room.ask(reading(List.of(), List.of(dataset.id())), "When does it start?");

    Run run = answered.accepted().run();
    List<RunEvent> events = answered.events();
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "Started",
            "Retrieved",
            "Delta",
            "Delta",
            "Delta",
            "Cited",
            "Delta",
            "Used",
            "Completed");
    assertThat(events.getFirst())
        .isEqualTo(
            new RunEvent.Started(run.id(), run.conversation(), run.answer(), ChatRoom.SCRIPTED));
    assertThat(only(RunEvent.Retrieved.class, events).getFirst().passages())
        .extracting(passage -> passage.chunk().document())
        .containsExactly(document.id());
    assertThat(answered.terminal())
        .isEqualTo(
            new RunEvent.Completed(
                run.answer(),
                FinishReason.STOP,
                only(RunEvent.Used.class, events).getFirst().usage()));
    assertThat(answered.end().run().lastSeq()).isEqualTo(events.size());
    assertThat(room.inStore(run)).isEqualTo(answered.end().run());
  }

  @Test
  void storesExactlyWhatWatchersWereTold() throws Exception {
    room.answeredBy(
        ScriptedCompletionModel.saying("A [", "1", "] b [9] c [x] [", "12", "3] [1] ["));
    room.withIndexedDocument(dataset, "The steel pump starts at four bar.");

    Answered answered = room.ask(reading(List.of(), List.of(dataset.id())), "steel?");

    assertThat(answered.answer()).isEqualTo("A [1] b  c [x]  [1] [");
    assertThat(deltas(answered.events())).isEqualTo(answered.answer());
    assertThat(only(RunEvent.Delta.class, answered.events()))
        .noneMatch(delta -> delta.text().isEmpty());
    assertThat(
            room.stores
                .conversations()
                .message(room.tenant.id(), answered.accepted().run().answer()))
        .isEqualTo(answered.end().answer());
  }

  @Test
  void citesWordsThatStandInTheDocument() throws Exception {
    room.answeredBy(
        ScriptedCompletionModel.saying(
            "Its valve closes at two bar [1]. It is made of brass [1]."));
    Document document =
        room.withIndexedDocument(
            dataset, "The steel pump starts at four bar. Its valve closes at two bar. It hums.");

    Answered answered = room.ask(reading(List.of(), List.of(dataset.id())), "And the valve?");

    Citation citation = only(RunEvent.Cited.class, answered.events()).getFirst().citation();
    assertThat(citations(answered)).containsExactly(citation);
    assertThat(citation.index()).isEqualTo(1);
    assertThat(citation.document()).isEqualTo(document.id());
    assertThat(citation.quote()).isEqualTo("Its valve closes at two bar.");
    String text =
        room.stores.documents().text(room.tenant.id(), document.id()).orElseThrow().text();
    assertThat(citation.span().of(text)).isEqualTo(citation.quote());
  }

  @Test
  void numbersCitationsAsThePassagesWereShown() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Second [2], first [1]."));
    room.withIndexedDocument(dataset, "A pump of steel.");
    room.withIndexedDocument(dataset, "A pump of brass.");

    Answered answered = room.ask(reading(List.of(), List.of(dataset.id())), "Which pump?");

    List<Passage> passages =
        only(RunEvent.Retrieved.class, answered.events()).getFirst().passages();
    assertThat(citations(answered)).extracting(Citation::index).containsExactly(2, 1);
    assertThat(citations(answered))
        .extracting(Citation::chunk)
        .containsExactly(passages.get(1).chunk().id(), passages.get(0).chunk().id());
  }

  @Test
  void looksNothingUpInAnOpenConversation() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("An array: a[1]."));
    room.withIndexedDocument(dataset, "A pump of steel.");
    Conversation open = stored(ConversationMode.OPEN, List.of(), List.of(dataset.id()));

    Answered answered = room.ask(open, "Which pump?");

    assertThat(model.requests().getFirst().prompt().passages()).isEmpty();
    assertThat(only(RunEvent.Retrieved.class, answered.events())).isEmpty();
    assertThat(answered.answer()).isEqualTo("An array: a[1].");
    assertThat(citations(answered)).isEmpty();
  }

  @Test
  void looksIntoNamedDocumentsAlone() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Brass [1]."));
    room.withIndexedDocument(dataset, "A pump of steel.");
    Document brass = room.withIndexedDocument(dataset, "A pump of brass.");

    Answered answered =
        room.ask(reading(List.of(brass.id()), List.of(dataset.id())), "Which pump?");

    assertThat(citations(answered)).extracting(Citation::document).containsExactly(brass.id());
  }

  @Test
  void looksIntoANamedDocumentWhateverItsDataset() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Brass [1]."));
    Document brass = room.withIndexedDocument(room.tenant.withDataset(), "A pump of brass.");

    Answered answered =
        room.ask(reading(List.of(brass.id()), List.of(dataset.id())), "Which pump?");

    assertThat(citations(answered)).extracting(Citation::document).containsExactly(brass.id());
  }

  @Test
  void findsNothingOnceTheNamedDocumentIsRemoved() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("I do not know."));
    room.withIndexedDocument(dataset, "A pump of steel.");
    Document brass = room.withIndexedDocument(dataset, "A pump of brass.");
    Conversation about = reading(List.of(brass.id()), List.of());
    room.stores.documents().remove(room.tenant.id(), brass.id());

    Answered answered = room.ask(about, "Which pump?");

    assertThat(only(RunEvent.Retrieved.class, answered.events()).getFirst().passages()).isEmpty();
  }

  @Test
  void showsTheModelTheConversationSoFarAndThePassages() throws Exception {
    ScriptedCompletionModel model = room.answeredBy(ScriptedCompletionModel.saying("Yes."));
    room.withIndexedDocument(dataset, "The steel pump starts at four bar.");
    Conversation reading = reading(List.of(), List.of(dataset.id()));
    room.ask(reading, "Is there a pump?");

    room.ask(reading, "Of steel?");

    CompletionModel.Request request = model.requests().getLast();
    assertThat(request.model().id()).isEqualTo(ChatRoom.SCRIPTED);
    assertThat(request.prompt().turns())
        .containsExactly(
            new Turn(Speaker.USER, "Is there a pump?"),
            new Turn(Speaker.ASSISTANT, "Yes."),
            new Turn(Speaker.USER, "Of steel?"));
    assertThat(request.prompt().passages()).hasSize(1);
    assertThat(request.prompt().truncated()).isFalse();
  }

  @Test
  void failsAMessageThatDoesNotFitIntoTheModelsWindow() throws Exception {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("Never.");
    room.models.with(ChatRoom.model(ChatRoom.SCRIPTED, 256), model);

    Answered answered = room.ask(conversation, "pump ".repeat(200));

    assertThat(answered.end().run().state())
        .isInstanceOfSatisfying(
            RunState.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).isEqualTo(Code.CONTEXT_LENGTH_EXCEEDED);
              assertThat(failed.failure().detail()).contains("205", "64", "scripted");
              assertThat(failed.usage()).isEqualTo(TokenUsage.NONE);
            });
    assertThat(answered.end().answer()).isEmpty();
    assertThat(model.requests()).isEmpty();
    assertOneTerminalAtTheEnd(answered.events());
  }

  @Test
  void warnsWhereNothingIsFound() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("I do not know."));

    Answered answered = room.ask(reading(List.of(), List.of(dataset.id())), "Which pump?");

    assertThat(answered.end().warnings()).containsExactly(Warning.NO_PASSAGES);
    assertThat(answered.events().subList(1, 3))
        .containsExactly(
            new RunEvent.Retrieved(List.of(), null), new RunEvent.Warned(Warning.NO_PASSAGES));
  }

  @Test
  void looksForAFollowUpWithWordsOfWhatWasAskedBefore() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Monthly."));
    Conversation reading = reading(List.of(), List.of(dataset.id()));
    Answered unused = room.ask(reading, "How often is the pump greased?");

    Answered answered = room.ask(reading, "Why?");

    assertThat(answered.events().get(1))
        .isEqualTo(new RunEvent.Retrieved(List.of(), "Why? often pump greased"));
  }

  @Test
  void warnsWhereNoLanguageModelAnswers() throws Exception {
    Answered answered = room.ask(conversation, "Which pump?");

    assertThat(answered.end().warnings()).containsExactly(Warning.OFFLINE_MODEL);
    assertThat(only(RunEvent.Warned.class, answered.events()))
        .containsExactly(new RunEvent.Warned(Warning.OFFLINE_MODEL));
    assertThat(answered.answer()).isEqualTo("I am offline.");
  }

  @Test
  void warnsWhereOlderMessagesAreLeftOut() throws Exception {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("Because.");
    room.models.with(ChatRoom.model(ChatRoom.SCRIPTED, 256), model);
    room.tenant.withMessage(conversation, "Long ago: " + "pump ".repeat(100));
    room.tenant.withMessage(conversation, "A moment ago");

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.end().warnings()).containsExactly(Warning.CONTEXT_TRUNCATED);
    assertThat(model.requests().getFirst().prompt().turns())
        .extracting(Turn::text)
        .containsExactly("A moment ago", "Why?");
    assertThat(answered.terminal()).isInstanceOf(RunEvent.Completed.class);
  }

  @Test
  void summarisesWhatNoLongerFitsOnceAndShowsTheSummaryFromThenOn() throws Exception {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("Pumps were spoken of.");
    room.models.with(ChatRoom.model(ChatRoom.SCRIPTED, 1_192), model);
    for (int i = 0; i < 8; i++) {
      room.tenant.withMessage(conversation, "Long ago: " + "pump ".repeat(100));
    }

    Answered first = room.ask(conversation, "Why?");
    Answered second = room.ask(conversation, "And why else?");

    assertThat(first.end().warnings()).isEmpty();
    assertThat(second.end().warnings()).isEmpty();
    assertThat(model.requests())
        .extracting(request -> request.prompt().summary() != null)
        .containsExactly(false, true, true);
    assertThat(model.requests().getLast().prompt().summary()).isEqualTo("Pumps were spoken of.");
    assertThat(first.end().run().state())
        .isInstanceOfSatisfying(
            RunState.Completed.class,
            done ->
                assertThat(done.usage().promptTokens())
                    .isGreaterThan(model.requests().get(1).prompt().tokens()));
  }

  @Test
  void warnsOfNothingElsewhere() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.end().warnings()).isEmpty();
    assertThat(only(RunEvent.Warned.class, answered.events())).isEmpty();
  }

  @Test
  void hasTheQuestionItLooksForTakenDownOnceBesideWhatTheRunUsed() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("At four bar."));
    Dataset dataset = room.tenant.withDataset();
    room.withIndexedDocument(dataset, "The steel pump starts at four bar.");
    room.meter.clear();

    room.ask(reading(List.of(), List.of(dataset.id())), "When does it start?");

    assertThat(room.meter.entries())
        .containsExactly(
            room.meter.question(
                room.tenant.id(), StoredTenant.OWNER, room.embeddings, "When does it start?"));
    assertThat(room.used()).hasSize(1);
  }

  @Test
  void recordsOnceWhatARunUsed() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Be", "cause", "."));

    Answered answered = room.ask(conversation, "Why?");

    int read = model.requests().getFirst().prompt().tokens();
    TokenUsage usage = new TokenUsage(read, 3, new Money(read + 2 * 3));
    assertThat(room.used())
        .containsExactly(new InMemoryUsageLedger.Entry(answered.accepted().run(), usage, NOW));
    assertThat(answered.end().run().state())
        .isEqualTo(new RunState.Completed(FinishReason.STOP, usage, NOW));
    assertThat(answered.end().answer().orElseThrow().tokens()).isEqualTo(3);
    assertThat(only(RunEvent.Used.class, answered.events()))
        .containsExactly(new RunEvent.Used(usage));
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {
        "PROVIDER_REJECTED",
        "PROVIDER_UNAUTHORIZED",
        "PROVIDER_RATE_LIMITED",
        "PROVIDER_UNAVAILABLE",
        "PROVIDER_TIMEOUT"
      })
  void keepsTheTextSoFarWhenTheProviderFails(Code code) throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Half ", "an answer [").thenFailing(code));

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.answer()).isEqualTo("Half an answer [");
    assertThat(deltas(answered.events())).isEqualTo(answered.answer());
    assertThat(answered.terminal())
        .isEqualTo(new RunEvent.Failed(new RunFailure(code, "The model was told to fail.")));
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(room.messages(conversation.id()))
        .extracting(Message::content)
        .containsExactly("Why?", "Half an answer [");
    assertThat(room.used().getFirst().usage().completionTokens()).isPositive();
    assertThat(room.used().getFirst().usage().promptTokens()).isPositive();
    assertThat(room.faults).isEmpty();
  }

  @Test
  void storesNoAnswerWhereTheProviderSaidNothing() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying().thenFailing(Code.PROVIDER_TIMEOUT));

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.end().answer()).isEmpty();
    assertThat(room.messages(conversation.id())).hasSize(1);
    assertThat(room.used())
        .extracting(InMemoryUsageLedger.Entry::usage)
        .containsExactly(TokenUsage.NONE);
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    assertThat(room.ask(conversation, "Why?").answer()).isEqualTo("Because.");
  }

  @Test
  void reportsAFaultOfOursAndKeepsTheTextSoFar() throws Exception {
    IllegalStateException fault = new IllegalStateException("planned");
    room.answeredBy(
        (request, sink) -> {
          sink.accept("Half");
          throw fault;
        });

    Answered answered = room.ask(conversation, "Why?");

    assertThat(room.faults).containsExactly(fault);
    assertThat(answered.answer()).isEqualTo("Half");
    assertThat(answered.terminal())
        .isInstanceOfSatisfying(
            RunEvent.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).isEqualTo(Code.INTERNAL);
              assertThat(failed.failure().detail()).doesNotContain("planned");
            });
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(room.activeRuns.count()).isZero();
  }

  @Test
  void endsARunThatDiesOfAnError() throws Exception {
    room.answeredBy(
        (request, sink) -> {
          throw new StackOverflowError("planned");
        });

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.terminal()).isInstanceOf(RunEvent.Failed.class);
    assertThat(room.faults).hasSize(1);
    assertThat(room.inStore(answered.accepted().run()).state()).isInstanceOf(RunState.Failed.class);
  }

  @Test
  void failsARunWhosePiecesCannotBeJournaled() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    room.watchedJournal.refuse(RunEvent.Delta.class);

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.terminal()).isInstanceOf(RunEvent.Failed.class);
    assertThat(answered.end().answer()).isEmpty();
    assertThat(room.faults).hasSize(1);
  }

  @Test
  void storesWhatWasSaidOfARunWhoseJournalIsOutOfReach() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Half ", "an ", "answer"));
    room.watchedJournal.breakAfter(2);

    Answered answered = room.ask(conversation, "Why?");

    Run run = room.inStore(answered.accepted().run());
    assertThat(run.state())
        .isInstanceOfSatisfying(
            RunState.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(Code.INTERRUPTED));
    assertThat(run.lastSeq()).isEqualTo(3);
    assertThat(answered.events()).hasSize(2);
    assertThat(answered.answer()).isEqualTo("Half ");
    assertThat(room.messages(conversation.id()).getLast().content()).isEqualTo("Half ");
    assertThat(room.faults).allMatch(JournalUnavailable.class::isInstance);
    room.watchedJournal.beforeAppend(event -> {});
    assertThat(room.ask(conversation, "And now?").terminal())
        .isInstanceOf(RunEvent.Completed.class);
  }

  @Test
  void keepsTheEndThatIsStoredWhereTheJournalIsLostBeforeItIsTold() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    room.watchedJournal.beforeAppend(
        event -> {
          if (event.terminal()) {
            throw new JournalUnavailable("planned: the journal is out of reach");
          }
        });

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.answer()).isEqualTo("Because.");
    assertThat(answered.end().run().state()).isInstanceOf(RunState.Completed.class);
    assertThat(room.inStore(answered.accepted().run()).state())
        .isInstanceOf(RunState.Completed.class);
  }

  private List<Boolean> interruptsSeenByTheJournal() {
    List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
    room.watchedJournal.beforeAppend(event -> seen.add(Thread.currentThread().isInterrupted()));
    return seen;
  }

  @Test
  void cancelsWhileItWaitsForTheModel() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "an answer", "!").waitingAfter(2));
    List<Boolean> interrupts = interruptsSeenByTheJournal();
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();

    assertThat(room.activeRuns.cancel(room.tenant.id(), accepted.run().id())).isTrue();

    Answered answered = room.ended(accepted);
    assertThat(answered.terminal()).isEqualTo(new RunEvent.Cancelled());
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(answered.answer()).isEqualTo("Half an answer");
    assertThat(answered.end().run().state()).isInstanceOf(RunState.Cancelled.class);
    assertThat(room.used().getFirst().usage().completionTokens()).isPositive();
    assertThat(interrupts).isNotEmpty().doesNotContain(true);
    assertThat(room.faults).isEmpty();
  }

  @Test
  void interruptsNothingButTheWaitForTheModel() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Half ", "an answer"));
    AtomicReference<Run> run = new AtomicReference<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    room.watchedJournal.beforeAppend(
        event -> {
          if (room.codec.decode(event) instanceof RunEvent.Started started) {
            run.set(room.stores.runs().find(room.tenant.id(), started.run()).orElseThrow());
          } else if (event.type().equals("Delta")) {
            room.activeRuns.cancel(room.tenant.id(), run.get().id());
          }
          interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
        });

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.answer()).isEqualTo("Half ");
    assertThat(answered.terminal()).isEqualTo(new RunEvent.Cancelled());
    assertThat(interrupted).isFalse();
  }

  @Test
  void cancelsARunBeforeTheModelIsAsked() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Never."));
    room.watchedJournal.beforeAppend(
        event -> {
          if (room.codec.decode(event) instanceof RunEvent.Started started) {
            room.activeRuns.cancel(room.tenant.id(), started.run());
          }
        });

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.terminal()).isEqualTo(new RunEvent.Cancelled());
    assertThat(answered.end().answer()).isEmpty();
    assertThat(room.messages(conversation.id())).hasSize(1);
  }

  @Test
  void completesARunThatIsCancelledTooLate() throws Exception {
    List<Boolean> interrupts = interruptsSeenByTheJournal();
    AtomicReference<AcceptedMessage> accepted = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    room.answeredBy(
        (request, sink) -> {
          sink.accept("All of it.");
          awaitUninterrupted(known);
          room.activeRuns.cancel(room.tenant.id(), accepted.get().run().id());
          return new Completion.Finished(FinishReason.STOP, 3, 3);
        });
    accepted.set(Outcomes.done(room.send(conversation, "Why?")));
    known.countDown();

    Answered answered = room.ended(accepted.get());

    assertThat(answered.terminal()).isInstanceOf(RunEvent.Completed.class);
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(interrupts).doesNotContain(true);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tellsWatchersOfAnEndThatCannotBeStoredAndLeavesItToRecovery() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    room.failingLedger.fail(true);

    Answered answered = room.ask(conversation, "Why?");

    Run run = answered.accepted().run();
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(answered.terminal())
        .isEqualTo(
            new RunEvent.Failed(new RunFailure(Code.INTERNAL, "The answer could not be stored.")));
    assertThat(room.faults).hasSize(1);
    assertThat(answered.end().answer()).isEmpty();
    assertThat(room.messages(conversation.id())).hasSize(1);
    assertThat(room.inStore(run).state()).isEqualTo(new RunState.Running());
    assertThat(room.activeRuns.holds(run.id())).isFalse();
    room.clock.advance(ChatRoom.LEASE);
    room.activeRuns.renewLeases();
    assertThat(room.stores.runs().expired(room.clock.instant()))
        .extracting(Run::id)
        .containsExactly(run.id());
  }

  @Test
  void tellsWatchersWhatIsStoredWhereTheFirstAttemptToTellThemFails() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    AtomicBoolean refused = new AtomicBoolean();
    room.watchedJournal.beforeAppend(
        event -> {
          if (event.terminal() && refused.compareAndSet(false, true)) {
            throw new IllegalStateException("planned: the disk is full for a moment");
          }
        });

    Answered answered = room.ask(conversation, "Why?");

    assertThat(refused).isTrue();
    assertThat(answered.terminal()).isInstanceOf(RunEvent.Completed.class);
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(answered.answer()).isEqualTo("Because.");
    assertThat(room.inStore(answered.accepted().run()).state())
        .isInstanceOf(RunState.Completed.class);
    assertThat(room.faults).hasSize(1);
  }

  @Test
  void endsARunEvenIfNobodyCanBeTold() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    room.watchedJournal.refuse(RunEvent.Completed.class);

    Answered answered = room.ask(conversation, "Why?");

    assertThat(answered.answer()).isEqualTo("Because.");
    assertThat(answered.events()).doesNotHaveAnyElementsOfTypes(RunEvent.Terminal.class);
    assertThat(room.inStore(answered.accepted().run()).state())
        .isInstanceOf(RunState.Completed.class);
    assertThat(room.activeRuns.count()).isZero();
  }

  @Test
  void neverTellsAnEndThatIsNotTheStoredOne() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "an answer").waitingAfter(1));
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();
    RunFailure takenForDead = new RunFailure(Code.INTERRUPTED, "The server ended.");
    room.stores
        .runs()
        .update(
            accepted.run().in(new RunState.Running().fail(takenForDead, TokenUsage.NONE, NOW), 9));

    model.release();

    Answered answered = room.ended(accepted);
    assertThat(answered.terminal()).isEqualTo(new RunEvent.Failed(takenForDead));
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(room.messages(conversation.id())).hasSize(1);
    assertThat(room.used()).isEmpty();
  }

  @Test
  void appendsNoSecondEndWhereARecoveryHasToldOne() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Half ", "an answer").waitingAfter(1));
    AcceptedMessage accepted = Outcomes.done(room.send(conversation, "Why?"));
    model.awaitWaiting();
    RunState.Failed failed =
        new RunState.Running()
            .fail(new RunFailure(Code.INTERRUPTED, "The server ended."), TokenUsage.NONE, NOW);
    room.settleRun.settleAbandoned(accepted.run(), failed, "Half ", 2);

    model.release();

    Answered answered = room.ended(accepted);
    assertThat(answered.terminal()).isEqualTo(new RunEvent.Failed(failed.failure()));
    assertOneTerminalAtTheEnd(answered.events());
    assertThat(answered.answer()).isEqualTo("Half ");
    assertThat(room.messages(conversation.id()))
        .extracting(Message::content)
        .containsExactly("Why?", "Half ");
    assertThat(room.used()).hasSize(1);
  }

  @Test
  void settlesOneRunOfEachConversationThatGoesOnAtOnce() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Be", "cause."));
    List<AcceptedMessage> accepted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      accepted.add(Outcomes.done(room.send(room.tenant.withConversation(), "Why?")));
    }

    for (AcceptedMessage message : accepted) {
      Answered answered = room.ended(message);
      assertThat(answered.answer()).isEqualTo("Because.");
      assertOneTerminalAtTheEnd(answered.events());
    }
    assertThat(room.used()).hasSize(50);
  }
}
