package dev.parley.benchmarks.load;

import dev.parley.benchmarks.load.Meter.Measured;
import dev.parley.benchmarks.load.Report.Row;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.provider.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The measurements, one after the other, and what is written down of them. */
final class Experiment {
  private static final Duration SLOW_RAMP = Duration.ofSeconds(2);
  private static final int WARM_UP_STREAMS = 32;

  /** As long as so many unpaced rounds: Java goes on compiling for about a minute. */
  private static final int WARM_UP_ROUNDS = 8;

  private static final int LONGER = 20;

  /** More than sockets and buffers take for a reader who does not read. */
  static final Script OF_SLOW_READERS = new Script(5_000, 0, true);

  private final Options options;
  private final Report report;
  private final LoadClient client;
  private final Meter meter;

  /**
   * What is measured.
   *
   * @param script of the paced streams
   * @param textKnown whether it is what is answered by
   * @param unpacedFor how long streams without pace follow one another; zero: none follows
   */
  record Options(
      Script script,
      boolean textKnown,
      int streams,
      Duration ramp,
      int slowReaders,
      Duration unpacedFor) {
    Script unpaced() {
      return new Script(script.tokens(), 0, script.echo());
    }

    /** An answer so long that what it took to ask for it hardly counts. */
    Script longer() {
      return new Script(Math.min(LONGER * script.tokens(), Script.MOST_TOKENS), 0, script.echo());
    }
  }

  /** A target, and the process behind it where that is ours. */
  record Subject(Target target, @Nullable ChildProcess server) {}

  Experiment(Options options, Report report, LoadClient client) {
    this.options = options;
    this.report = report;
    this.client = client;
    this.meter = new Meter(client);
  }

  /** Has the servers compile what they run often. */
  void warmUp(List<Subject> subjects) throws InterruptedException {
    for (Subject subject : subjects) {
      Tally tally =
          client.run(
              subject.target(),
              Plan.of(
                  options.unpaced(),
                  options.textKnown(),
                  WARM_UP_STREAMS,
                  Duration.ZERO,
                  options.unpacedFor().multipliedBy(WARM_UP_ROUNDS)));
      report.require("warming up", subject.target(), tally);
    }
  }

  /**
   * All streams at once, at the script's pace.
   *
   * @param base what the others are held against; null: nothing
   * @return what each came to, in their order
   */
  List<Measured> paced(List<Subject> subjects, @Nullable Subject base) throws InterruptedException {
    List<Measured> all = new ArrayList<>();
    for (Subject subject : subjects) {
      all.add(paced("paced", subject));
    }
    Measured held = null;
    for (int i = 0; i < all.size(); i++) {
      if (subjects.get(i).equals(base)) {
        held = all.get(i);
      }
    }
    for (Measured measured : all) {
      report.add("paced", pacedRow(measured, held));
    }
    return all;
  }

  private Measured paced(String what, Subject subject) throws InterruptedException {
    Plan plan =
        Plan.of(
            options.script(),
            options.textKnown(),
            options.streams(),
            options.ramp(),
            Duration.ZERO);
    Measured measured = meter.measure(subject.target(), plan, subject.server());
    report.require(what, subject.target(), measured.tally());
    return measured;
  }

  private Row pacedRow(Measured measured, @Nullable Measured base) {
    Tally tally = measured.tally();
    Row row =
        counted(measured)
            .with("first token p50 ms", millis(tally.firstTexts(), 50))
            .with("p99 ms", millis(tally.firstTexts(), 99));
    if (base != null) {
      Samples others = base.tally().firstTexts();
      row.with("added p50 ms", millis(tally.firstTexts(), 50) - millis(others, 50))
          .with("added p99 ms", millis(tally.firstTexts(), 99) - millis(others, 99));
    }
    row.with("gap p50 ms", millis(tally.gaps(), 50)).with("gap p99 ms", millis(tally.gaps(), 99));
    measured.perStream().ifPresent(bytes -> row.with("RSS/stream KiB", bytes / 1024.0));
    measured.idle().ifPresent(bytes -> row.with("RSS before MiB", bytes >> 20));
    measured.peak().ifPresent(bytes -> row.with("RSS at most MiB", bytes >> 20));
    return row.with("CPU/token us", micros(measured.perToken()));
  }

  private static Row counted(Measured measured) {
    Tally tally = measured.tally();
    return new Row(measured.target().name())
        .with("streams", tally.begun())
        .with("at once", tally.mostOpen())
        .with("completed", tally.completed())
        .with("lost", tally.lost())
        .with("doubled", tally.doubled())
        .with("other text", tally.otherTexts());
  }

  /**
   * The same paced streams once more, beside readers who hardly read.
   *
   * @param asked by the slow readers
   * @param slowScript what they are answered
   */
  void slowReaders(Subject subject, Target asked, Script slowScript, Measured alone)
      throws InterruptedException {
    Plan slow =
        new Plan(
            slowScript,
            options.textKnown(),
            options.slowReaders(),
            SLOW_RAMP,
            Duration.ZERO,
            Plan.PATIENCE.multipliedBy(4),
            true);
    try (LoadClient readers = new LoadClient()) {
      LoadClient.Run run = readers.begin(asked, slow);
      awaitRest(subject.server());
      Measured beside = paced("beside slow readers", subject);
      long stayed = run.open();
      run.hurry();
      Tally caughtUp = run.await();
      report.add("slow readers", slowRow("without them", alone));
      report.add("slow readers", slowRow("beside " + stayed + " of them", beside));
      report.add(
          "slow readers",
          new Row("times as long")
              .with("first token p99 ms", ratio(beside, alone, Tally::firstTexts))
              .with("gap p99 ms", ratio(beside, alone, Tally::gaps)));
      report.add(
          "the slow readers themselves, in a hurry at last",
          new Row(asked.name())
              .with("streams", caughtUp.begun())
              .with("still there", stayed)
              .with("completed", caughtUp.completed())
              .with("lost", caughtUp.lost())
              .with("doubled", caughtUp.doubled())
              .with("other text", caughtUp.otherTexts()));
      report.require("slow readers", subject.target(), caughtUp);
    }
  }

  private static Row slowRow(String what, Measured measured) {
    Tally tally = measured.tally();
    return new Row(what)
        .with("streams", tally.begun())
        .with("lost", tally.lost())
        .with("first token p50 ms", millis(tally.firstTexts(), 50))
        .with("first token p99 ms", millis(tally.firstTexts(), 99))
        .with("gap p50 ms", millis(tally.gaps(), 50))
        .with("gap p99 ms", millis(tally.gaps(), 99));
  }

  private static double ratio(Measured one, Measured other, Function<Tally, Samples> samples) {
    double before = millis(samples.apply(other.tally()), 99);
    return before == 0 ? 0 : millis(samples.apply(one.tally()), 99) / before;
  }

  /** Until what the slow readers asked for has been generated: that is not what is measured. */
  private static void awaitRest(@Nullable ChildProcess server) throws InterruptedException {
    Thread.sleep(SLOW_RAMP.plusSeconds(3));
    if (server == null) {
      return;
    }
    long deadline = System.nanoTime() + Plan.PATIENCE.toNanos();
    Duration before = server.processorTime();
    while (System.nanoTime() < deadline) {
      Thread.sleep(1_000);
      Duration now = server.processorTime();
      if (now.minus(before).toMillis() < 200) {
        return;
      }
      before = now;
    }
  }

  static double millis(Samples samples, double percent) {
    return samples.percentile(percent).toNanos() / 1e6;
  }

  static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }
}
