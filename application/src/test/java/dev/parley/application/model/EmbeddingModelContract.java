package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link EmbeddingModel} does. */
public abstract class EmbeddingModelContract {
  private static final String PUMP = "The warranty for pumps is seven years.";
  private static final String PUMP_AGAIN = "Pumps have a warranty of seven years.";
  private static final String CAKE = "Beat four eggs with sugar until the mixture is pale.";

  /** The port under test. */
  protected abstract EmbeddingModel model();

  @Test
  void hasANameThatStaysTheSame() {
    assertThat(model().name()).isNotBlank().isEqualTo(model().name());
  }

  @Test
  void givesEachTextAVectorOfLengthOneAndOfItsDimension() {
    List<float[]> vectors = model().embed(List.of(PUMP, CAKE, "x", "42", "日本語", "😀"));

    assertThat(vectors).hasSize(6);
    for (float[] vector : vectors) {
      assertThat(vector).hasSize(model().dimension());
      assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void givesTextsWithoutWordsAVectorToo() {
    for (float[] vector : model().embed(List.of("", " \n\t", "\u200b", "\u0000"))) {
      assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void keepsTheOrderOfTheTexts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      texts.add("Pump number " + i + " has a warranty of " + i + " years.");
    }

    List<float[]> together = model().embed(texts);

    for (int i = 0; i < texts.size(); i++) {
      float[] alone = model().embed(List.of(texts.get(i))).getFirst();
      assertThat(together.get(i)).isEqualTo(alone);
    }
  }

  @Test
  void givesNothingForNothing() {
    assertThat(model().embed(List.of())).isEmpty();
  }

  @Test
  void putsLikeTextsNearerToEachOtherThanUnlikeOnes() {
    List<float[]> vectors = model().embed(List.of(PUMP, PUMP_AGAIN, CAKE));

    assertThat(cosine(vectors.get(0), vectors.get(1)))
        .isGreaterThan(cosine(vectors.get(0), vectors.get(2)) + 0.2);
  }

  @Test
  void servesManyCallersAtOnce() throws Exception {
    EmbeddingModel model = model();
    float[] expected = model.embed(List.of(PUMP)).getFirst();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<float[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        List<String> texts = i % 2 == 0 ? List.of(PUMP) : List.of(PUMP, CAKE);
        answers.add(callers.submit(() -> model.embed(texts)));
      }
      for (Future<List<float[]>> answer : answers) {
        assertThat(answer.get().getFirst()).isEqualTo(expected);
      }
    }
  }

  /** The cosine of the angle between two vectors of length one. */
  protected static double cosine(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
