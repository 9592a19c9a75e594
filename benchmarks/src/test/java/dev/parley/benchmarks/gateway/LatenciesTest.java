package dev.parley.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void tellsWithinWhichTimeAShareCame() {
    Latencies latencies = new Latencies();
    for (int i = 10_000; i > 0; i--) {
      latencies.add(i * 1_000L);
    }

    assertThat(latencies.count()).isEqualTo(10_000);
    assertThat(latencies.millis(.5)).isEqualTo(5);
    assertThat(latencies.millis(.99)).isEqualTo(9.9);
    assertThat(latencies.millis(1)).isEqualTo(10);
    latencies.add(20_000_000);
    assertThat(latencies.millis(1)).isEqualTo(20);
  }

  @Test
  void tellsTheOnlyOne() {
    Latencies latencies = new Latencies();
    assertThat(latencies.millis(.5)).isNaN();

    latencies.add(3_000_000);

    assertThat(latencies.millis(.01)).isEqualTo(3);
    assertThat(latencies.millis(.99)).isEqualTo(3);
  }
}
