package dev.parley.domain.evaluation;

import dev.parley.domain.bot.BotId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Golden questions that one or two configurations are asked, side by side.
 *
 * @param caller whoever asked for it; every question is asked in their name and within their limits
 * @param k to what depth rankings are looked at
 * @param finishedAt null: not yet
 */
public record Evaluation(
    EvaluationId id,
    Principal caller,
    String name,
    List<Configuration> configurations,
    List<GoldenQuestion> questions,
    int k,
    Status status,
    @Nullable String failure,
    Instant createdAt,
    @Nullable Instant finishedAt) {
  public static final int MAX_QUESTIONS = 200;
  public static final int MAX_CONFIGURATIONS = 2;
  public static final int MAX_K = 50;
  public static final int MAX_NAME = 200;

  /** Where an evaluation is in its life. */
  public enum Status {
    RUNNING,
    COMPLETED,
    FAILED
  }

  /**
   * What is asked: a bot with all that belongs to it.
   *
   * @param model that answers in place of the bot's own; null: the bot's
   */
  public record Configuration(String name, BotId bot, @Nullable ModelId model) {
    public Configuration {
      Objects.requireNonNull(bot);
      String unused = InvalidValue.requireLength("configurations.name", name, 1, MAX_NAME);
    }
  }

  public Evaluation {
    Objects.requireNonNull(id);
    Objects.requireNonNull(caller);
    Objects.requireNonNull(status);
    Objects.requireNonNull(createdAt);
    configurations = List.copyOf(configurations);
    questions = List.copyOf(questions);
    String unused = InvalidValue.requireLength("name", name, 1, MAX_NAME);
    if (configurations.isEmpty() || configurations.size() > MAX_CONFIGURATIONS) {
      throw new InvalidValue(
          "configurations", configurations.size() + " of them", "1.." + MAX_CONFIGURATIONS);
    }
    if (questions.isEmpty() || questions.size() > MAX_QUESTIONS) {
      throw new InvalidValue("questions", questions.size() + " of them", "1.." + MAX_QUESTIONS);
    }
    if (k < 1 || k > MAX_K) {
      throw new InvalidValue("k", k, "1.." + MAX_K);
    }
  }

  /** The same after its end. */
  public Evaluation ended(Status how, @Nullable String why, Instant now) {
    return new Evaluation(id, caller, name, configurations, questions, k, how, why, createdAt, now);
  }
}
