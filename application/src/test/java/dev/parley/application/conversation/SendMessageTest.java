package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.routing.ModelId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SendMessageTest {
  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();

  @AfterEach
  void close() {
    room.close();
  }

  private SendMessage.Command command(ConversationId id, String content, @Nullable ModelId model) {
    return new SendMessage.Command(room.caller, id, content, model, null);
  }

  private Conversation with(@Nullable BotId bot, @Nullable ModelId model) {
    Conversation made =
        Conversation.begin(
            new ConversationId(Fixtures.id()),
            room.tenant.id(),
            StoredTenant.OWNER,
            "Pressure",
            ConversationMode.OPEN,
            bot,
            model,
            List.of(),
            List.of(),
            NOW);
    room.stores.conversations().add(made);
    return made;
  }

  private BotId botAsking(@Nullable ModelId model) {
    Bot bot =
        new Bot(
            new BotId(Fixtures.id()),
            room.tenant.id(),
            Fixtures.slug("bot"),
            "Helper",
            "",
            model,
            null,
            List.of(),
            List.of(),
            List.of(),
            RetrievalSettings.DEFAULT,
            "",
            null,
            false,
            NOW,
            NOW);
    room.stores.bots().add(bot);
    return bot.id();
  }

  @Test
  void storesMessageAndRunBeforeTheAnswerIsThere() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Because.").waitingAfter(0));

    AcceptedMessage accepted = Outcomes.done(room.send(conversation, " Why? "));

    Message question = accepted.question();
    assertThat(question.content()).isEqualTo(" Why? ");
    assertThat(question.author()).isEqualTo(Author.USER);
    assertThat(question.parent()).isNull();
    assertThat(question.tokens()).isPositive();
    assertThat(room.messages(conversation.id())).containsExactly(question);
    model.awaitWaiting();
    assertThat(accepted.end()).isNotDone();
    assertThat(accepted.run().owner()).isEqualTo(StoredTenant.OWNER);
    assertThat(accepted.run().question()).isEqualTo(question.id());
    assertThat(accepted.run().model()).isEqualTo(ChatRoom.SCRIPTED);
    assertThat(room.inStore(accepted.run()).state()).isEqualTo(new RunState.Running());
    assertThat(room.stores.runs().activeOn(StoredTenant.NODE)).hasSize(1);
    assertThat(room.stores.runs().expired(NOW.plus(ChatRoom.LEASE))).hasSize(1);
    assertThat(room.stores.runs().expired(NOW.plus(ChatRoom.LEASE).minusNanos(1))).isEmpty();

    model.release();
    assertThat(room.ended(accepted).answer()).isEqualTo("Because.");
  }

  @Test
  void goesOnAfterTheAnswer() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    ChatRoom.Answered first = room.ask(conversation, "Why?");

    ChatRoom.Answered second = room.ask(conversation, "And then?");

    Message answer = first.end().answer().orElseThrow();
    assertThat(answer.parent()).isEqualTo(first.accepted().question().id());
    assertThat(second.accepted().question().parent()).isEqualTo(answer.id());
    assertThat(room.messages(conversation.id()))
        .extracting(Message::content)
        .containsExactly("Why?", "Because.", "And then?", "Because.");
    assertThat(
            room.stores
                .conversations()
                .find(room.tenant.id(), StoredTenant.OWNER, conversation.id())
                .orElseThrow()
                .messageCount())
        .isEqualTo(4);
  }

  @Test
  void refusesAMessageWhileTheOneBeforeIsBeingAnswered() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Because.").waitingAfter(0));
    AcceptedMessage first = Outcomes.done(room.send(conversation, "Why?"));
    Conversation neighbour = room.tenant.withConversation();

    assertThat(Outcomes.code(room.send(conversation, "And then?"))).isEqualTo("conversation_busy");

    assertThat(room.messages(conversation.id())).containsExactly(first.question());
    AcceptedMessage elsewhere = Outcomes.done(room.send(neighbour, "Why?"));
    model.release();
    room.ended(elsewhere);
    room.ended(first);
    room.ask(conversation, "And then?");
  }

  @Test
  void acceptsOneOfManyMessagesThatComeAtOnce() throws Exception {
    ScriptedCompletionModel model =
        room.answeredBy(ScriptedCompletionModel.saying("Because.").waitingAfter(0));
    List<Callable<Outcome<AcceptedMessage>>> sends =
        Collections.nCopies(8, () -> room.send(conversation, "Why?"));
    int accepted = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcome<AcceptedMessage>> send : executor.invokeAll(sends)) {
        accepted += send.get() instanceof Outcome.Done<AcceptedMessage> ? 1 : 0;
      }
    }
    model.release();

    assertThat(accepted).isEqualTo(1);
    room.activeRuns.drain(Duration.ofSeconds(30));
    assertThat(room.messages(conversation.id())).hasSize(2);
  }

  @Test
  void answersAlikeForForeignAndUnknownConversations() {
    Conversation foreign = room.other.withConversation();
    Conversation colleagues = room.tenant.withConversation("key:workshop");

    for (ConversationId id :
        List.of(foreign.id(), colleagues.id(), new ConversationId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(room.sendMessage.send(command(id, "Why?", null))))
          .isEqualTo(new Refusal.NotFound("conversation"));
    }

    assertThat(room.messages(colleagues.id())).isEmpty();
    assertThat(room.stores.conversations().messages(room.other.id(), foreign.id())).isEmpty();
    assertThat(room.activeRuns.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n\t \u2003"})
  void refusesABlankMessage(String content) {
    assertThat(Outcomes.code(room.send(conversation, content))).isEqualTo("empty_message");

    assertThat(room.messages(conversation.id())).isEmpty();
  }

  @Test
  void refusesAMessageThatIsTooLongByOneCharacter() {
    assertThat(Outcomes.refusal(room.send(conversation, "x".repeat(Message.MAX_LENGTH + 1))))
        .isEqualTo(
            new Refusal.Invalid(
                "message_too_long", "message", "message: 200001 characters (expected: 1..200000)"));
    assertThat(room.messages(conversation.id())).isEmpty();

    Outcomes.done(room.send(conversation, "x".repeat(Message.MAX_LENGTH)));
  }

  @Test
  void refusesAModelThatThereIsNot() {
    assertThat(
            Outcomes.code(
                room.sendMessage.send(command(conversation.id(), "Why?", new ModelId("gpt-99")))))
        .isEqualTo("model_not_found");

    assertThat(room.messages(conversation.id())).isEmpty();
    assertThat(room.stores.runs().hasActive(room.tenant.id(), conversation.id())).isFalse();
  }

  @Test
  void refusesAMessageToABotWhoseModelIsGone() {
    Conversation made = with(botAsking(new ModelId("gpt-99")), null);

    assertThat(Outcomes.code(room.send(made, "Why?"))).isEqualTo("model_not_found");
  }

  @Test
  void asksTheModelOfTheMessageThenTheConversationThenTheBotThenTheDefault() {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    for (String id : List.of("asked", "agreed", "bots")) {
      room.models.with(ChatRoom.model(new ModelId(id), 8_192), ScriptedCompletionModel.saying(id));
    }
    ModelId agreed = new ModelId("agreed");
    BotId bot = botAsking(new ModelId("bots"));

    assertThat(modelFor(with(bot, agreed), new ModelId("asked"))).isEqualTo("asked");
    assertThat(modelFor(with(bot, agreed), null)).isEqualTo("agreed");
    assertThat(modelFor(with(bot, null), null)).isEqualTo("bots");
    assertThat(modelFor(with(botAsking(null), null), null)).isEqualTo("scripted");
    assertThat(modelFor(with(null, null), null)).isEqualTo("scripted");
  }

  private String modelFor(Conversation made, @Nullable ModelId model) {
    return Outcomes.done(room.sendMessage.send(command(made.id(), "Why?", model)))
        .run()
        .model()
        .value();
  }

  @Test
  void answersWithoutABotThatIsGone() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("Because."));
    Conversation made = with(botAsking(null), null);
    BotId gone = Objects.requireNonNull(made.bot());
    room.stores.bots().remove(room.tenant.id(), gone);

    ChatRoom.Answered answered = room.ask(made, "Why?");

    assertThat(answered.accepted().run().bot()).isNull();
    assertThat(answered.answer()).isEqualTo("Because.");
  }

  @Test
  void refusesMessagesOnceTheServerIsAboutToStop() throws Exception {
    room.activeRuns.drain(Duration.ofSeconds(30));

    assertThat(Outcomes.refusal(room.send(conversation, "Why?")))
        .isEqualTo(new Refusal.Unavailable("The server is about to stop.", Duration.ofSeconds(10)));

    assertThat(room.messages(conversation.id())).isEmpty();
  }

  @Test
  void leavesARunToRecoveryThatNoThreadTakes() {
    room.close();

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> room.send(conversation, "Why?"));

    assertThat(room.activeRuns.count()).isZero();
    room.activeRuns.renewLeases();
    assertThat(room.stores.runs().expired(NOW.plus(ChatRoom.LEASE))).hasSize(1);
  }
}
