package dev.parley.benchmarks.load;

import dev.parley.benchmarks.load.Experiment.Options;
import dev.parley.benchmarks.load.Experiment.Subject;
import dev.parley.benchmarks.load.Meter.Measured;
import dev.parley.benchmarks.load.Report.Row;
import dev.parley.benchmarks.provider.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Streams without pace, as fast as everybody can, in several rounds, of which the median counts. A
 * server does two things here: it accepts questions, and it streams answers. Answers of two lengths
 * tell them apart.
 */
final class Unpaced {
  private static final int ROUNDS = 3;
  private static final Duration RAMP = Duration.ofSeconds(1);

  private final Options options;
  private final Report report;
  private final Meter meter;

  /** Those who are asked for one script's answers. */
  record Series(Script script, List<Subject> subjects) {}

  Unpaced(Options options, Report report, Meter meter) {
    this.options = options;
    this.report = report;
    this.meter = meter;
  }

  /**
   * Measures every series.
   *
   * @param compared whether the first of each is what the others are held against
   */
  void measure(List<Series> all, boolean compared) throws InterruptedException {
    List<List<List<Measured>>> measured = new ArrayList<>();
    for (Series series : all) {
      List<List<Measured>> rounds = rounds(series);
      measured.add(rounds);
      String section = "unpaced, answers of " + series.script().tokens() + " tokens";
      List<Measured> base = rounds.getFirst();
      for (List<Measured> each : rounds) {
        Row row = row(each);
        if (compared && !each.equals(base)) {
          row.with("bare/this", ratio(base, each, Unpaced::rate))
              .with("bare/this by CPU", ratio(each, base, Unpaced::perToken));
        }
        report.add(section, row);
      }
    }
    if (all.size() == 2 && !all.getFirst().script().equals(all.getLast().script())) {
      apart(all, measured.getFirst(), measured.getLast(), compared);
    }
  }

  /** The rounds of each subject; interleaved, so that a noisy neighbour is everybody's. */
  private List<List<Measured>> rounds(Series series) throws InterruptedException {
    List<List<Measured>> rounds = new ArrayList<>();
    series.subjects().forEach(subject -> rounds.add(new ArrayList<>()));
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < rounds.size(); i++) {
        Subject subject = series.subjects().get(i);
        Plan plan =
            Plan.of(
                series.script(),
                options.textKnown(),
                options.streams(),
                RAMP,
                options.unpacedFor());
        Measured measured = meter.measure(subject.target(), plan, subject.server());
        report.require("unpaced", subject.target(), measured.tally());
        rounds.get(i).add(measured);
      }
    }
    return rounds;
  }

  private static Row row(List<Measured> rounds) {
    return new Row(rounds.getFirst().target().name())
        .with("answers", rounds.stream().mapToLong(each -> each.tally().begun()).sum())
        .with("lost", rounds.stream().mapToLong(each -> each.tally().lost()).sum())
        .with("tokens/s", median(rounds, Unpaced::rate))
        .with("least", rounds.stream().mapToDouble(Unpaced::rate).min().orElseThrow())
        .with("most", rounds.stream().mapToDouble(Unpaced::rate).max().orElseThrow())
        .with("CPU/token us", median(rounds, Unpaced::perToken));
  }

  /** What an answer costs a server, and what each of its tokens costs besides. */
  private void apart(
      List<Series> all,
      List<List<Measured>> shorter,
      List<List<Measured>> longer,
      boolean compared) {
    int more = all.getLast().script().tokens() - all.getFirst().script().tokens();
    double others = 0;
    for (int i = 0; i < shorter.size(); i++) {
      double perShort = median(shorter.get(i), Unpaced::perAnswer);
      double perToken = (median(longer.get(i), Unpaced::perAnswer) - perShort) / more;
      double perAnswer = perShort - perToken * all.getFirst().script().tokens();
      Row row =
          new Row(shorter.get(i).getFirst().target().name())
              .with("CPU/answer us", perAnswer)
              .with("CPU/further token us", perToken);
      if (i == 0) {
        others = perToken;
      } else if (compared && others > 0) {
        row.with("this/bare", perToken / others);
      }
      report.add("the server's processor time, accepting and streaming told apart", row);
    }
  }

  private static double ratio(
      List<Measured> one, List<Measured> other, ToDoubleFunction<Measured> value) {
    double divisor = median(other, value);
    return divisor == 0 ? 0 : median(one, value) / divisor;
  }

  private static double rate(Measured measured) {
    return measured.tally().tokensPerSecond();
  }

  private static double perToken(Measured measured) {
    return Experiment.micros(measured.perToken());
  }

  private static double perAnswer(Measured measured) {
    long answers = measured.tally().completed();
    return answers == 0 ? 0 : measured.processor().toNanos() / 1e3 / answers;
  }

  private static double median(List<Measured> rounds, ToDoubleFunction<Measured> value) {
    return rounds.stream()
        .map(value::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(rounds.size() / 2);
  }
}
