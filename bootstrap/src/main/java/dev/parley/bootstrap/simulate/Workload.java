package dev.parley.bootstrap.simulate;

import dev.parley.domain.schedule.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one tenant asks for: questions at random times (a Poisson process) with prompts and answers
 * of random lengths, as urgent as the mix says. The same for a tenant whoever asks beside it.
 */
final class Workload {
  static final int MOST_INPUT = 4_000;
  static final int MOST_OUTPUT = 1_000;

  /** Time that a server takes to read a prompt token. */
  static final long NANOS_PER_INPUT = 200_000;

  /** Time in which a server writes one token of every answer in its batch. */
  static final long NANOS_PER_OUTPUT = 20_000_000;

  private static final int LEAST_INPUT = 50;
  private static final int MEAN_MORE_INPUT = 400;
  private static final int LEAST_OUTPUT = 20;
  private static final int MEAN_MORE_OUTPUT = 200;

  /** Of the lengths below, the cuts at the top taken into account only roughly. */
  private static final double MEAN_SERVICE_NANOS =
      (LEAST_INPUT + MEAN_MORE_INPUT) * (double) NANOS_PER_INPUT
          + (LEAST_OUTPUT + MEAN_MORE_OUTPUT) * (double) NANOS_PER_OUTPUT;

  private Workload() {}

  /**
   * One question.
   *
   * @param at nanoseconds from the beginning
   */
  record Question(int tenant, long at, Priority priority, int inputTokens, int outputTokens) {}

  static List<Question> of(Scenario scenario, int tenant) {
    SplittableRandom random = new SplittableRandom(scenario.seed() * 1_000_003 + tenant);
    SplittableRandom urgency = new SplittableRandom(~(scenario.seed() * 1_000_003 + tenant));
    int factor = scenario.isNoisy(tenant) ? scenario.noise() : 1;
    double fairShare = (double) scenario.slots() / scenario.tenants();
    double interval = MEAN_SERVICE_NANOS / (fairShare * scenario.load() * factor);
    int count = scenario.requests() * factor;
    List<Question> questions = new ArrayList<>(count);
    double at = 0;
    for (int i = 0; i < count; i++) {
      at += exponential(random, interval);
      int input = LEAST_INPUT + (int) exponential(random, MEAN_MORE_INPUT);
      int output = LEAST_OUTPUT + (int) exponential(random, MEAN_MORE_OUTPUT);
      questions.add(
          new Question(
              tenant,
              (long) at,
              scenario.mix().draw(urgency),
              Math.min(input, MOST_INPUT),
              Math.min(output, MOST_OUTPUT)));
    }
    return questions;
  }

  private static double exponential(SplittableRandom random, double mean) {
    // Strict, so that every machine simulates the same.
    return -mean * StrictMath.log(1 - random.nextDouble());
  }
}
