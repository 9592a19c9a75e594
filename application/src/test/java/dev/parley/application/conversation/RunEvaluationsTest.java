package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.evaluation.AskGoldenQuestion;
import dev.parley.application.evaluation.Evaluations.Place;
import dev.parley.application.evaluation.RunEvaluations;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.Evaluation.Status;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.evaluation.GoldenAnswer.Result;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunEvaluationsTest {
  private static final String NODE = "node-a";

  private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

  /** Puts an evaluation of these questions into the store. */
  private static Evaluation stored(ChatRoom room, BotId bot, String... questions) {
    ApiKey key = Fixtures.apiKey(room.tenant.id(), "pk_abcdefgh");
    room.stores.apiKeys().add(key, new byte[32]);
    List<GoldenQuestion> asked = new ArrayList<>();
    for (String question : questions) {
      asked.add(new GoldenQuestion(question, Set.of(), false));
    }
    Evaluation evaluation =
        new Evaluation(
            new EvaluationId(Fixtures.id()),
            key.principal(),
            "Evaluation",
            List.of(new Configuration("A", bot, null)),
            asked,
            10,
            Status.RUNNING,
            null,
            NOW,
            null);
    room.stores.evaluations().add(evaluation);
    return evaluation;
  }

  private Evaluation ended(ChatRoom room, Evaluation evaluation) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        RunEvaluations runEvaluations = running(room, executor)) {
      while (true) {
        runEvaluations.takeUp();
        Evaluation now =
            room.stores.evaluations().find(room.tenant.id(), evaluation.id()).orElseThrow();
        if (now.status() != Status.RUNNING || !faults.isEmpty()) {
          assertThat(faults).isEmpty();
          return now;
        }
        Thread.sleep(5);
      }
    }
  }

  private RunEvaluations running(ChatRoom room, ExecutorService executor) {
    return new RunEvaluations(
        room.stores.evaluations(),
        new AskGoldenQuestion(
            room.stores.bots(),
            new RetrievePassages(
                room.index,
                room.stores.chunks(),
                room.stores.datasets(),
                EmbeddingModels.only(new HashingEmbeddingModel()),
                Fixtures.UNBOOKED,
                executor),
            room.startConversation,
            new ChangeConversation(
                room.stores.conversations(),
                room.stores.unitOfWork(),
                room.stores.audit(),
                room.clock),
            room.activeRuns,
            room.clock),
        new AuthenticateKey(
            room.stores.apiKeys(), room.stores.unitOfWork(), Runnable::run, room.clock),
        room.stores.unitOfWork(),
        executor,
        faults::add,
        NODE,
        room.clock);
  }

  private static GoldenAnswer answer(ChatRoom room, Evaluation evaluation, int question) {
    return Objects.requireNonNull(
        room.stores
            .evaluations()
            .answers(room.tenant.id(), evaluation.id())
            .get(new Place(0, question)));
  }

  @Test
  void asksEveryQuestionOnceWhoeverBegan() throws Exception {
    try (ChatRoom room = new ChatRoom()) {
      room.answeredBy(ScriptedCompletionModel.saying("Because."));
      Evaluation evaluation = stored(room, room.bot().stored(), "Why?", "Why not?");
      // Another node had asked the first question when it died.
      GoldenAnswer kept =
          new GoldenAnswer(
              Result.ANSWERED,
              null,
              "Before.",
              List.of(),
              List.of(),
              TokenUsage.NONE,
              Duration.ofMillis(5));
      assertThat(
              room.stores
                  .unitOfWork()
                  .acrossTenants(
                      () -> room.stores.evaluations().claim("dead", NOW, NOW.plusSeconds(60))))
          .isPresent();
      assertThat(
              room.stores
                  .evaluations()
                  .keep(room.tenant.id(), evaluation.id(), "dead", new Place(0, 0), kept))
          .isTrue();
      room.clock.advance(Duration.ofSeconds(61));

      Evaluation ended = ended(room, evaluation);

      assertThat(ended.status()).isEqualTo(Status.COMPLETED);
      assertThat(answer(room, evaluation, 0)).isEqualTo(kept);
      GoldenAnswer second = answer(room, evaluation, 1);
      assertThat(second.result()).isEqualTo(Result.ANSWERED);
      assertThat(second.text()).isEqualTo("Because.");
    }
  }

  @Test
  void givesUpOnAQuestionThatALimitHoldsOffForTooLong() throws Exception {
    // One question fits, and the next would in about twenty minutes.
    try (ChatRoom room = new ChatRoom(null, new Rate(1, 30))) {
      room.answeredBy(ScriptedCompletionModel.saying("Because."));
      Evaluation evaluation = stored(room, room.bot().stored(), "Why?", "Why not?");

      Evaluation ended = ended(room, evaluation);

      assertThat(ended.status()).isEqualTo(Status.COMPLETED);
      GoldenAnswer last = answer(room, evaluation, 1);
      assertThat(last.result()).isEqualTo(Result.FAILED);
      assertThat(last.reason()).isEqualTo("token_rate_limited");
    }
  }

  @Test
  void tellsOfABotThatIsGone() throws Exception {
    try (ChatRoom room = new ChatRoom()) {
      Evaluation evaluation = stored(room, new BotId(Fixtures.id()), "Why?");

      Evaluation ended = ended(room, evaluation);

      assertThat(ended.status()).isEqualTo(Status.COMPLETED);
      GoldenAnswer only = answer(room, evaluation, 0);
      assertThat(only.reason()).isEqualTo("bot_not_found");
    }
  }
}
