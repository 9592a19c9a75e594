package dev.parley.adapters.llm.openai;

import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call to a provider failed. It travels as an exception because it has to pass through
 * langchain4j; it ends where the call began, as a {@link RunFailure}.
 *
 * <p>Holds nothing that the provider wrote, except for words that {@link ProviderErrors} lets
 * through.
 */
public final class ProviderFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Code code;
  private final boolean passing;
  private final @Nullable Duration retryAfter;

  /**
   * @param detail for people
   * @param passing whether the same request may well succeed in a moment
   * @param retryAfter how long the provider asks us to wait; null: it does not say
   */
  ProviderFault(Code code, String detail, boolean passing, @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.code = code;
    this.passing = passing;
    this.retryAfter = retryAfter;
  }

  static ProviderFault lasting(Code code, String detail) {
    return new ProviderFault(code, detail, false, null);
  }

  static ProviderFault passing(Code code, String detail) {
    return new ProviderFault(code, detail, true, null);
  }

  public Code code() {
    return code;
  }

  /** Whether the same request may well succeed in a moment. */
  public boolean isPassing() {
    return passing;
  }

  /** How long the provider asks us to wait; null: it does not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  RunFailure failure() {
    return new RunFailure(code, String.valueOf(getMessage()));
  }
}
