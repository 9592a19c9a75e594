package dev.parley.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void knowsItsPercentiles() {
    Samples samples = new Samples();
    for (int i = 5_000; i >= 1; i--) {
      samples.add(i);
    }
    assertThat(samples.percentile(50)).isEqualTo(Duration.ofNanos(2_500));
    assertThat(samples.percentile(99)).isEqualTo(Duration.ofNanos(4_950));
    assertThat(samples.percentile(100)).isEqualTo(Duration.ofNanos(5_000));
    samples.add(0);
    assertThat(samples.percentile(0)).isEqualTo(Duration.ZERO);
    assertThat(samples.count()).isEqualTo(5_001);
  }

  @Test
  void hasNoneOfNothing() {
    assertThat(new Samples().percentile(99)).isEqualTo(Duration.ZERO);
  }
}
