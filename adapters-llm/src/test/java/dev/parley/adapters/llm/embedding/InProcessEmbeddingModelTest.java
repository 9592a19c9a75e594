package dev.parley.adapters.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModelContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InProcessEmbeddingModelTest extends EmbeddingModelContract {
  private static final Path DIRECTORY = ModelDirectory.shared();

  @SuppressWarnings("NullAway.Init")
  private static InProcessEmbeddingModel model;

  @BeforeAll
  static void load() {
    model = new InProcessEmbeddingModel(LocalModel.ALL_MINILM_L6_V2, DIRECTORY, 2);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Override
  protected EmbeddingModel model() {
    return model;
  }

  private static float[] vector(String text) {
    return model.embed(List.of(text)).getFirst();
  }

  /** Each of these words is one token, so the text has exactly so many, and two of the frame. */
  private static String words(int count, String word) {
    return String.join(" ", Collections.nCopies(count, word));
  }

  @Test
  void isTheModelItClaimsToBe() {
    assertThat(model.name()).isEqualTo("all-minilm-l6-v2");
    assertThat(model.dimension()).isEqualTo(384);
  }

  @Test
  void readsBeyondTheTokenizersOwn128Tokens() {
    float[] water = vector(words(200, "water") + words(1, " fire"));
    float[] mixed = vector(words(200, "water") + words(1, " stone"));

    assertThat(cosine(water, mixed)).isLessThan(0.9999);
  }

  @Test
  void readsUpToToken256AndNoFurther() {
    String all = words(254, "water");
    float[] whole = vector(all);

    assertThat(vector(all + " fire")).isEqualTo(whole);
    assertThat(vector(words(253, "water") + " fire")).isNotEqualTo(whole);
  }

  @Test
  void doesNotLetPaddingIntoAShortText() {
    // The mean over a hundred fillings would draw all short texts together.
    float[] one = vector("How long is the warranty?");
    float[] other = vector("What is the warranty period?");
    float[] unlike = vector("The cat sleeps on the sofa.");

    assertThat(cosine(one, other)).isGreaterThan(0.75);
    assertThat(cosine(one, unlike)).isLessThan(0.2);
  }

  @Test
  void keepsItsNativeLibrariesBesideTheModelAndItsTokenizerQuiet() {
    vector("Hello");

    assertThat(DIRECTORY.resolve("djl/tokenizers")).isNotEmptyDirectory();
    assertThat(DIRECTORY.resolve("onnxruntime")).isNotEmptyDirectory();
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
  }

  @Test
  void isLoadedAgainWhenItIsUsedAfterItWasUnloaded() {
    float[] before = vector("The pump stands in the cellar.");
    model.unloadIfIdle(Duration.ofMinutes(5));
    assertThat(model.isLoaded()).isTrue();
    model.unloadIfIdle(Duration.ZERO);
    model.unloadIfIdle(Duration.ZERO);
    assertThat(model.isLoaded()).isFalse();

    assertThat(vector("The pump stands in the cellar.")).isEqualTo(before);
    assertThat(model.isLoaded()).isTrue();
  }

  @Test
  void givesTheSameVectorEveryTime() {
    assertThat(vector("The pump stands in the cellar."))
        .isEqualTo(vector("The pump stands in the cellar."));
  }

  @Test
  void findsTheAnswerAmongOtherSentences() {
    List<String> sentences =
        List.of(
            "Leave that is not taken by March is lost.",
            "A password has at least 14 characters.",
            "The viscosity was 320 square millimetres per second.",
            "Shipping is free from an order value of 50 euros.");
    List<float[]> vectors = model.embed(sentences);
    float[] question = vector("How many signs does my secret login word need?");

    List<Double> near = vectors.stream().map(vector -> cosine(question, vector)).toList();

    assertThat(Collections.max(near)).isCloseTo(near.get(1), within(0.0));
  }

  @Test
  void stopsWaitingWhenInterrupted() throws InterruptedException {
    List<String> many = new ArrayList<>(Collections.nCopies(2_000, words(250, "water")));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  begun.countDown();
                  try {
                    model.embed(many);
                  } catch (CancellationException e) {
                    thrown.set(e);
                  }
                });
    begun.await();

    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
  }

  @Test
  void answersAQuestionWhileALongListIsEmbedded() throws InterruptedException {
    List<String> many = Collections.nCopies(2_000, words(250, "water"));
    Thread ingestion =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    model.embed(many);
                  } catch (CancellationException e) {
                    // It has served its purpose.
                  }
                });

    for (int i = 0; i < 10; i++) {
      vector("How long is the warranty of pump " + i + "?");
    }

    assertThat(ingestion.isAlive()).isTrue();
    ingestion.interrupt();
    ingestion.join();
  }

  @Test
  void loadsInTheBackgroundWhenAskedTo() throws InterruptedException {
    try (InProcessEmbeddingModel fresh =
        new InProcessEmbeddingModel(LocalModel.ALL_MINILM_L6_V2, DIRECTORY, 1)) {
      assertThat(fresh.isLoaded()).isFalse();

      fresh.warmUp();

      while (!fresh.isLoaded()) {
        Thread.sleep(10);
      }
    }
  }

  @Test
  void makesItsFileAnewWhereThatCannotBeRead(@TempDir Path directory) throws IOException {
    ModelFiles files = new ModelFiles(LocalModel.ALL_MINILM_L6_V2, directory);
    files.unpack();
    long size = Files.size(files.model());
    Files.writeString(files.model(), "cut off");

    try (InProcessEmbeddingModel other =
        new InProcessEmbeddingModel(LocalModel.ALL_MINILM_L6_V2, directory, 1)) {
      assertThat(other.embedQuestion("water")).isEqualTo(model.embedQuestion("water"));
    }
    assertThat(Files.size(files.model())).isEqualTo(size);
  }
}
