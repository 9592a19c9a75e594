package dev.parley.domain.conversation;

import java.util.Objects;

/**
 * Why a run failed.
 *
 * @param detail for people; holds no prompt text and no secret
 */
public record RunFailure(Code code, String detail) {

  /** The stable word for a failure, and whose fault it is. */
  public enum Code {
    /** The message and its instructions do not fit into the model's window. */
    CONTEXT_LENGTH_EXCEEDED(false),
    /** The provider refused the request: another try would be refused too. */
    PROVIDER_REJECTED(false),
    /** The provider refused our credentials. */
    PROVIDER_UNAUTHORIZED(false),
    /** The provider is over its own limit for us. */
    PROVIDER_RATE_LIMITED(true),
    /** The provider could not be reached, failed, or broke off. */
    PROVIDER_UNAVAILABLE(true),
    /** The provider said nothing for too long. */
    PROVIDER_TIMEOUT(true),
    /** As much waited for the models as may wait, or for too long. */
    OVERLOADED(true),
    /** The process that ran it ended. */
    INTERRUPTED(true),
    /** A fault of ours. */
    INTERNAL(true);

    private final boolean retryable;

    Code(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the same message may well succeed later. */
    public boolean isRetryable() {
      return retryable;
    }
  }

  public RunFailure {
    Objects.requireNonNull(code);
    Objects.requireNonNull(detail);
  }
}
