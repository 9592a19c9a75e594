package dev.parley.adapters.rest.problem;

import java.io.Serial;

/** Ends a request with an error in the form of OpenAI's API. For its routes alone. */
public final class OpenAiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient OpenAiError error;

  public OpenAiException(OpenAiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  public OpenAiError error() {
    return error;
  }
}
