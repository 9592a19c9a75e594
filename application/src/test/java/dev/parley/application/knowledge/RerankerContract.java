package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Reranker} does. */
public abstract class RerankerContract {
  private static final String QUESTION = "How long is the warranty of pumps?";
  private static final String ANSWER = "The warranty of pumps is seven years long.";
  private static final String CAKE = "Beat four eggs with sugar until pale.";

  /** The port under test. */
  protected abstract Reranker reranker();

  @Test
  void scoresWhatAnswersAboveWhatDoesNot() {
    List<Double> scores = reranker().scores(QUESTION, List.of(CAKE, ANSWER, CAKE));

    assertThat(scores).hasSize(3);
    assertThat(scores.get(1)).isGreaterThan(scores.get(0)).isGreaterThan(scores.get(2));
  }

  @Test
  void scoresEachTextInItsPlace() {
    List<String> texts =
        IntStream.range(0, 40).mapToObj(i -> i == 17 ? ANSWER : CAKE + " " + i).toList();

    List<Double> scores = reranker().scores(QUESTION, texts);

    assertThat(scores).hasSize(40);
    assertThat(scores.get(17)).isEqualTo(scores.stream().max(Double::compare).orElseThrow());
  }

  @Test
  void scoresASingleTextAndTextsWithoutWords() {
    assertThat(reranker().scores(QUESTION, List.of(ANSWER))).hasSize(1);
    assertThat(reranker().scores("?", List.of(" ", ANSWER, "日本語 😀")))
        .hasSize(3)
        .allSatisfy(score -> assertThat(score).isFinite());
  }

  @Test
  void hasNothingToSayOfNothing() {
    assertThat(reranker().scores(QUESTION, List.of())).isEmpty();
  }

  @Test
  void servesManyCallersAtOnce() throws Exception {
    Reranker reranker = reranker();
    List<Double> expected = reranker.scores(QUESTION, List.of(CAKE, ANSWER));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Double>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(callers.submit(() -> reranker.scores(QUESTION, List.of(CAKE, ANSWER))));
      }
      for (Future<List<Double>> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
  }
}
