package dev.parley.benchmarks.load;

import dev.parley.benchmarks.process.ChildProcess;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Carries plans out, and watches what the server uses meanwhile. */
final class Meter {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final LoadClient client;

  Meter(LoadClient client) {
    this.client = client;
  }

  /**
   * What a plan came to.
   *
   * @param idle the server's resident memory before, in bytes
   * @param peak the most that was seen while the plan was carried out
   * @param processor what the server used of the processors
   */
  record Measured(
      Target target,
      Plan plan,
      Tally tally,
      OptionalLong idle,
      OptionalLong peak,
      Duration processor) {

    /** Resident memory that came with each stream, in bytes. */
    OptionalLong perStream() {
      return idle.isPresent() && peak.isPresent()
          ? OptionalLong.of((peak.getAsLong() - idle.getAsLong()) / plan.streams())
          : OptionalLong.empty();
    }

    /** Processor time of each token. */
    Duration perToken() {
      return tally.tokens() == 0 ? Duration.ZERO : processor.dividedBy(tally.tokens());
    }
  }

  /**
   * Carries a plan out.
   *
   * @param server whose use is watched; null: nobody's
   */
  Measured measure(Target target, Plan plan, @Nullable ChildProcess server)
      throws InterruptedException {
    if (server == null) {
      Tally tally = client.run(target, plan);
      return new Measured(
          target, plan, tally, OptionalLong.empty(), OptionalLong.empty(), Duration.ZERO);
    }
    OptionalLong idle = server.residentBytes();
    Duration before = server.processorTime();
    try (Watch watch = new Watch(server)) {
      Tally tally = client.run(target, plan);
      Duration used = server.processorTime().minus(before);
      return new Measured(target, plan, tally, idle, watch.peak(), used);
    }
  }

  /** Looks at a server's memory again and again. */
  private static final class Watch implements AutoCloseable {
    private final Thread thread;
    private volatile long peak = -1;

    Watch(ChildProcess server) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("memory-watch")
              .start(
                  () -> {
                    try {
                      while (true) {
                        server.residentBytes().ifPresent(now -> peak = Math.max(peak, now));
                        Thread.sleep(BETWEEN_LOOKS);
                      }
                    } catch (InterruptedException over) {
                      // The plan has been carried out.
                    }
                  });
    }

    OptionalLong peak() {
      return peak < 0 ? OptionalLong.empty() : OptionalLong.of(peak);
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
