package dev.parley.domain.routing;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to be done next for an answer. */
public sealed interface Next {

  /**
   * Ask a model.
   *
   * @param timeout how long it may stay silent
   * @param hedgeAfter after how long without a token to ask for the next attempt and begin it
   *     beside this one; null: not
   * @param lastResort whether it counts as unhealthy and nothing healthy fits
   */
  record Attempt(Model model, Duration timeout, @Nullable Duration hedgeAfter, boolean lastResort)
      implements Next {
    public Attempt {
      Objects.requireNonNull(model);
      Objects.requireNonNull(timeout);
    }
  }

  /** Give up though routes may be left: another model could not make it good. */
  record Stop(Cause cause) implements Next {

    /** Why. */
    public enum Cause {
      /** Part of an answer is out already: another model's would be glued to it. */
      ANSWER_BEGUN,
      /** The failure is one that every model would meet, or is ours. */
      NOT_RETRYABLE,
      /** As many models have been asked as may be. */
      TOO_MANY_ATTEMPTS
    }
  }

  /** Give up: no route is left. */
  record Exhausted(List<Rejection> rejections) implements Next {
    public Exhausted {
      rejections = List.copyOf(rejections);
    }
  }

  /** Why a route was not taken. */
  record Rejection(ModelId model, Reason reason) {

    /** Why. */
    public enum Reason {
      /** It was asked before. */
      TRIED,
      /** One of the route's conditions does not hold. */
      CONDITION,
      /** The model lacks something that the request needs. */
      CAPABILITY,
      /** The prompt does not fit. */
      CONTEXT,
      /** It would cost more than is left, or nobody knows what. */
      BUDGET,
      /** Its provider has just refused our credentials. */
      CREDENTIALS
    }
  }

  /**
   * A model that was asked.
   *
   * @param failure null: it has not ended yet, since another is begun beside it
   */
  record Tried(Model model, @Nullable ModelFailure failure) {
    public Tried {
      Objects.requireNonNull(model);
    }
  }
}
