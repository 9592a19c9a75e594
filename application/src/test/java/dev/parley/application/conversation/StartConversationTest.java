package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.application.conversation.StartConversation.Command;
import dev.parley.application.conversation.StartConversation.Earlier;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartConversationTest {
  private static final Answerer PREFERRED = new Answerer.Preferred();
  private static final Answerer ALONE = new Answerer.ModelAlone();

  private final ChatRoom room = new ChatRoom();
  private final ScriptedCompletionModel model = ScriptedCompletionModel.saying("Because.");

  @BeforeEach
  void open() {
    room.answeredBy(model);
  }

  @AfterEach
  void close() {
    room.close();
  }

  private Command command(
      Answerer answerer,
      @Nullable ConversationMode mode,
      List<DocumentId> documents,
      List<DatasetId> datasets) {
    return new Command(
        room.caller, "Why?", List.of(), answerer, mode, null, documents, datasets, null);
  }

  private Command saying(String content, List<Earlier> earlier, @Nullable String title) {
    return new Command(
        room.caller, content, earlier, ALONE, null, null, List.of(), List.of(), title);
  }

  private Command asking(@Nullable ModelId wanted, Answerer answerer) {
    return new Command(
        room.caller, "Why?", List.of(), answerer, null, wanted, List.of(), List.of(), null);
  }

  private Bot bot(boolean preferred, @Nullable ModelId wanted, DatasetId... datasets) {
    Bot bot =
        new Bot(
            new BotId(Fixtures.id()),
            room.tenant.id(),
            Fixtures.slug("bot"),
            "Helper",
            "Be brief.",
            wanted,
            0.25,
            List.of(datasets),
            List.of(),
            List.of(),
            RetrievalSettings.DEFAULT,
            "",
            null,
            preferred,
            NOW,
            NOW);
    room.stores.bots().add(bot);
    return bot;
  }

  private Conversation started(Command command) throws Exception {
    AcceptedMessage accepted = Outcomes.done(room.startConversation.start(command));
    room.ended(accepted);
    return accepted.conversation();
  }

  private Refusal refused(Command command) {
    Outcome<AcceptedMessage> outcome = room.startConversation.start(command);
    assertNothingStored();
    return Outcomes.refusal(outcome);
  }

  private void assertNothingStored() {
    Conversations.Filter all = new Conversations.Filter(StoredTenant.OWNER, null, null);
    assertThat(
            room.stores.conversations().list(room.tenant.id(), all, new PageRequest(1, 10)).items())
        .isEmpty();
    assertThat(room.activeRuns.count()).isZero();
  }

  @Test
  void endsTheAnswerWhereTheCallerWantsIt() {
    try (ChatRoom ending = new ChatRoom()) {
      ScriptedCompletionModel counting =
          ending.answeredBy(
              ScriptedCompletionModel.saying("One, ", "two, ", "END", " three, ", "four."));

      assertThat(ended(ending, new AnswerLimits(null, List.of("END"))))
          .isEqualTo("One, two, |STOP");
      assertThat(ended(ending, new AnswerLimits(3, List.of()))).isEqualTo("One, two|LENGTH");
      assertThat(ended(ending, AnswerLimits.NONE)).isEqualTo("One, two, END three, four.|STOP");
      assertThat(counting.requests().getFirst().limits().stop()).containsExactly("END");
    }
  }

  private static String ended(ChatRoom room, AnswerLimits limits) {
    AcceptedMessage.End end =
        Outcomes.done(
                room.startConversation.start(
                    new Command(
                        room.caller,
                        "Count.",
                        List.of(),
                        ALONE,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        null,
                        List.of(),
                        limits)))
            .end()
            .join();
    RunState.Completed completed = (RunState.Completed) end.run().state();
    return end.answer().orElseThrow().content() + "|" + completed.reason();
  }

  @Test
  void storesAConversationOfTheCallersAndAnswers() throws Exception {
    AcceptedMessage accepted =
        Outcomes.done(room.startConversation.start(command(PREFERRED, null, List.of(), List.of())));

    ChatRoom.Answered answered = room.ended(accepted);

    Conversation conversation = accepted.conversation();
    assertThat(conversation.owner()).isEqualTo(StoredTenant.OWNER);
    assertThat(conversation.mode()).isEqualTo(ConversationMode.OPEN);
    assertThat(conversation.bot()).isNull();
    assertThat(
            room.stores
                .conversations()
                .find(room.tenant.id(), StoredTenant.OWNER, conversation.id())
                .orElseThrow()
                .messageCount())
        .isEqualTo(2);
    assertThat(answered.answer()).isEqualTo("Because.");
    assertThat(room.messages(conversation.id()))
        .extracting(Message::content)
        .containsExactly("Why?", "Because.");
  }

  @Test
  void hasThePreferredBotAnswerWhereNoneIsNamed() throws Exception {
    bot(false, null);
    Bot preferred = bot(true, null);

    Conversation conversation = started(command(PREFERRED, null, List.of(), List.of()));

    assertThat(conversation.bot()).isEqualTo(preferred.id());
    assertThat(model.requests().getLast().prompt().system()).isEqualTo("Be brief.");
    assertThat(model.requests().getLast().temperature()).isEqualTo(0.25);
  }

  @Test
  void hasANamedBotAnswer() throws Exception {
    Bot named = bot(false, null);
    bot(true, null);

    Conversation conversation =
        started(command(new Answerer.Named(named.id()), null, List.of(), List.of()));

    assertThat(conversation.bot()).isEqualTo(named.id());
  }

  @Test
  void hasTheModelAnswerAloneWhereAPreferredBotIs() throws Exception {
    bot(true, null);

    Conversation conversation = started(command(ALONE, null, List.of(), List.of()));

    assertThat(conversation.bot()).isNull();
    assertThat(model.requests().getLast().prompt().system()).isEmpty();
    assertThat(model.requests().getLast().temperature()).isNull();
  }

  @Test
  void answersAlikeForForeignAndUnknownBots() {
    Bot foreign = room.other.withBot();

    for (BotId id : List.of(foreign.id(), new BotId(Fixtures.id()))) {
      assertThat(refused(command(new Answerer.Named(id), null, List.of(), List.of())))
          .isEqualTo(new Refusal.NotFound("bot"));
    }
  }

  @Test
  void answersAlikeForForeignAndUnknownDatasetsAndDocuments() {
    Dataset foreign = room.other.withDataset();
    Document foreignDocument = room.other.withDocument(foreign, "Pumps");

    for (DatasetId id : List.of(foreign.id(), new DatasetId(Fixtures.id()))) {
      assertThat(refused(command(ALONE, null, List.of(), List.of(id))))
          .isEqualTo(new Refusal.NotFound("dataset"));
    }
    for (DocumentId id : List.of(foreignDocument.id(), new DocumentId(Fixtures.id()))) {
      assertThat(refused(command(ALONE, null, List.of(id), List.of())))
          .isEqualTo(new Refusal.NotFound("document"));
    }
  }

  @Test
  void looksThingsUpWhereThereIsSomethingToSearch() throws Exception {
    Dataset dataset = room.tenant.withDataset();
    Document document = room.tenant.withDocument(dataset, "Pumps");
    Bot reader = bot(false, null, dataset.id());

    assertThat(started(command(ALONE, null, List.of(), List.of(dataset.id()))).mode())
        .isEqualTo(ConversationMode.RAG);
    assertThat(started(command(ALONE, null, List.of(document.id()), List.of())).mode())
        .isEqualTo(ConversationMode.RAG);
    assertThat(started(command(new Answerer.Named(reader.id()), null, List.of(), List.of())).mode())
        .isEqualTo(ConversationMode.RAG);
    assertThat(started(command(ALONE, null, List.of(), List.of())).mode())
        .isEqualTo(ConversationMode.OPEN);
    assertThat(
            started(command(ALONE, ConversationMode.OPEN, List.of(), List.of(dataset.id()))).mode())
        .isEqualTo(ConversationMode.OPEN);
  }

  @Test
  void refusesToLookThingsUpWhereThereIsNothingToSearch() {
    Bot bare = bot(true, null);

    for (Answerer answerer : List.of(ALONE, PREFERRED, new Answerer.Named(bare.id()))) {
      assertThat(refused(command(answerer, ConversationMode.RAG, List.of(), List.of())))
          .isInstanceOfSatisfying(
              Refusal.Invalid.class,
              refusal -> assertThat(refusal.code()).isEqualTo("nothing_to_search"));
    }
  }

  @Test
  void keepsTheModelThatIsAskedFor() throws Exception {
    Conversation conversation = started(asking(Fixtures.MODEL, ALONE));

    assertThat(conversation.model()).isEqualTo(Fixtures.MODEL);
    assertThat(model.requests()).isEmpty();
  }

  @Test
  void refusesAModelThatThereIsNot() {
    assertThat(refused(asking(new ModelId("gpt-99"), ALONE)))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> assertThat(refusal.code()).isEqualTo("model_not_found"));
  }

  @Test
  void storesNothingForABotWhoseModelIsGone() {
    Bot bot = bot(true, new ModelId("gpt-99"));

    assertThat(refused(asking(null, new Answerer.Named(bot.id()))))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> assertThat(refusal.code()).isEqualTo("model_not_found"));
  }

  @Test
  void storesNothingOnceTheServerIsAboutToStop() throws Exception {
    room.activeRuns.drain(Duration.ofSeconds(30));

    assertThat(refused(saying("Why?", List.of(new Earlier(Author.USER, "Hello")), null)))
        .isInstanceOf(Refusal.Unavailable.class);
  }

  @Test
  void namesAConversationAfterItsFirstMessageUnlessItHasATitle() throws Exception {
    assertThat(started(saying("# Why does the pressure drop?\nIt does.", List.of(), null)).title())
        .isEqualTo("Why does the pressure drop?");
    assertThat(started(saying("Why?", List.of(), "  Pressure ")).title()).isEqualTo("Pressure");
  }

  @Test
  void refusesATitleThatCannotBe() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> room.startConversation.start(saying("Why?", List.of(), " ")))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("title"));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> room.startConversation.start(saying("Why?", List.of(), "x".repeat(201))));

    assertNothingStored();
  }

  @Test
  void keepsWhatWasSaidBeforeAndShowsItToTheModel() throws Exception {
    List<Earlier> earlier =
        List.of(
            new Earlier(Author.SYSTEM, "Answer in verse."),
            new Earlier(Author.USER, "Hello"),
            new Earlier(Author.ASSISTANT, "Good day"));

    Conversation conversation = started(saying("Why?", earlier, null));

    List<Message> messages = room.messages(conversation.id());
    assertThat(messages)
        .extracting(Message::content)
        .containsExactly("Answer in verse.", "Hello", "Good day", "Why?", "Because.");
    assertThat(messages.getFirst().parent()).isNull();
    for (int i = 1; i < messages.size(); i++) {
      assertThat(messages.get(i).parent()).isEqualTo(messages.get(i - 1).id());
    }
    assertThat(model.requests().getLast().prompt().turns())
        .containsExactly(
            new Turn(Speaker.SYSTEM, "Answer in verse."),
            new Turn(Speaker.USER, "Hello"),
            new Turn(Speaker.ASSISTANT, "Good day"),
            new Turn(Speaker.USER, "Why?"));
  }

  @Test
  void refusesBlankAndOversizedMessagesWhereverTheyStand() {
    String huge = "x".repeat(Message.MAX_LENGTH + 1);

    assertThat(code(saying(" ", List.of(), null))).isEqualTo("empty_message");
    assertThat(code(saying(huge, List.of(), null))).isEqualTo("message_too_long");
    assertThat(code(saying("Why?", List.of(new Earlier(Author.USER, "\n")), null)))
        .isEqualTo("empty_message");
    assertThat(code(saying("Why?", List.of(new Earlier(Author.USER, huge)), null)))
        .isEqualTo("message_too_long");
  }

  private String code(Command command) {
    return refused(command) instanceof Refusal.Invalid invalid ? invalid.code() : "another refusal";
  }
}
