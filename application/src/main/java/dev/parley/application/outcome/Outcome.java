package dev.parley.application.outcome;

import java.util.function.Function;

/**
 * What came of a use case that can be refused. One type for all of them, since the edge answers
 * every refusal in the same way.
 */
public sealed interface Outcome<T> {

  /** It was done. */
  record Done<T>(T value) implements Outcome<T> {}

  /** It was not done, and nothing was changed. */
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** The same refusal, or what {@code step} makes of the value. */
  default <U> Outcome<U> then(Function<? super T, Outcome<U>> step) {
    return switch (this) {
      case Done<T> done -> step.apply(done.value());
      case Refused<T> refused -> new Refused<>(refused.refusal());
    };
  }
}
