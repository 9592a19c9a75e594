package dev.parley.benchmarks.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer of the provider is like. A model may say so by its name: {@code scripted-200@20}
 * writes 200 tokens, 20 a second; {@code scripted-200} writes them as fast as it can; {@code
 * scripted-200@20+echo} begins with the question.
 *
 * @param tokens how many it writes, 1 to {@value #MOST_TOKENS}
 * @param rate how many of them a second; 0: as fast as it can
 * @param echo whether it writes the question's text first, as one more token
 */
public record Script(int tokens, int rate, boolean echo) {
  /** Tokens of the longest answer. */
  public static final int MOST_TOKENS = 100_000;

  static final int MOST_RATE = 100_000;

  private static final Pattern NAME =
      Pattern.compile("scripted-(\\d{1,9})(?:@(\\d{1,9}))?(\\+echo)?");

  public Script {
    if (tokens < 1 || tokens > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "tokens: " + tokens + " (expected: 1.." + MOST_TOKENS + ")");
    }
    if (rate < 0 || rate > MOST_RATE) {
      throw new IllegalArgumentException("rate: " + rate + " (expected: 0.." + MOST_RATE + ")");
    }
  }

  /**
   * The script that a model's name asks for; empty if it asks for none.
   *
   * @throws IllegalArgumentException if it asks for one that cannot be
   */
  public static Optional<Script> named(String model) {
    Matcher name = NAME.matcher(model);
    return name.matches()
        ? Optional.of(
            new Script(
                Integer.parseInt(name.group(1)),
                name.group(2) == null ? 0 : Integer.parseInt(name.group(2)),
                name.group(3) != null))
        : Optional.empty();
  }

  /** The name of a model that answers so. */
  public String model() {
    return "scripted-" + tokens + (rate == 0 ? "" : "@" + rate) + (echo ? "+echo" : "");
  }

  /** What it writes, but for the question. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.append(token(i));
    }
    return text.toString();
  }

  /** The token at a position, counted from 0. */
  public String token(int position) {
    return Vocabulary.token(position, tokens);
  }

  /** How long it takes from its first token to its last. */
  public Duration length() {
    return rate == 0 ? Duration.ZERO : Duration.ofNanos((tokens - 1L) * period());
  }

  /** Nanoseconds from one token to the next. */
  long period() {
    return rate == 0 ? 0 : 1_000_000_000L / rate;
  }
}
