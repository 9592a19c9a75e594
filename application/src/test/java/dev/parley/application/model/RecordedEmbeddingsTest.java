package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.model.EmbeddingFailure.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedEmbeddingsTest extends EmbeddingModelContract {
  private final InMemoryEmbeddingDimensions dimensions = new InMemoryEmbeddingDimensions();
  private final RecordedEmbeddings model =
      new RecordedEmbeddings(new HashingEmbeddingModel(), dimensions);

  @Override
  protected EmbeddingModel model() {
    return model;
  }

  @Test
  void recordsTheLengthOfItsFirstVector() {
    int length = model.embedQuestion("How long is the warranty?").length;

    assertThat(dimensions.of("hashing")).hasValue(length);
  }

  @Test
  void refusesVectorsOfAnotherLengthAndNamesBothAndTheModel() {
    dimensions.record("hashing", 384);

    assertThatExceptionOfType(EmbeddingFailure.class)
        .isThrownBy(() -> model.embed(List.of("pump")))
        .withMessageContainingAll("hashing", "256 numbers", "expected: 384")
        .extracting(EmbeddingFailure::kind)
        .isEqualTo(Kind.MISMATCH);
    assertThatExceptionOfType(EmbeddingFailure.class).isThrownBy(() -> model.embedQuestion("pump"));
  }

  @Test
  void tellsTheRecordedLengthWithoutAskingTheModel() {
    dimensions.record("hashing", 384);

    assertThat(model.dimension()).isEqualTo(384);
  }
}
