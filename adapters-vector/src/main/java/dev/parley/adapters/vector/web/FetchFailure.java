package dev.parley.adapters.vector.web;

import dev.parley.domain.knowledge.DocumentError;
import java.io.IOException;
import java.io.Serial;

/** A page cannot be fetched, for a reason that is known. */
final class FetchFailure extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final DocumentError error;

  FetchFailure(DocumentError error) {
    super(error.code());
    this.error = error;
  }

  DocumentError error() {
    return error;
  }
}
