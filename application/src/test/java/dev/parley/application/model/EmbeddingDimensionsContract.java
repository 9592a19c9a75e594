package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link EmbeddingDimensions} does. */
public abstract class EmbeddingDimensionsContract {
  private EmbeddingDimensions dimensions;

  /** The port under test, with nothing recorded. */
  protected abstract EmbeddingDimensions open();

  @BeforeEach
  void openPort() {
    dimensions = open();
  }

  @Test
  void knowsNoLengthOfAModelThatWasNeverUsed() {
    assertThat(dimensions.of("ollama/new")).isEmpty();
  }

  @Test
  void keepsTheFirstLengthOfEachModel() {
    assertThat(dimensions.record("ollama/one", 768)).isEqualTo(768);
    assertThat(dimensions.record("ollama/one", 1_024)).isEqualTo(768);
    assertThat(dimensions.record("ollama/two", 1_024)).isEqualTo(1_024);

    assertThat(dimensions.of("ollama/one")).hasValue(768);
    assertThat(dimensions.of("ollama/two")).hasValue(1_024);
  }
}
