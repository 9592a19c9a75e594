package dev.parley.adapters.vector.web;

import dev.parley.domain.web.WebAddress;
import java.util.Optional;

/** Where an answer leads. */
final class Redirects {
  private Redirects() {}

  /** Empty where it must not be followed: what was asked for in secret is not asked for aloud. */
  static Optional<WebAddress> next(WebAddress from, Answer answer) {
    return Optional.ofNullable(answer.location())
        .flatMap(from::resolve)
        .filter(next -> next.isSecure() || !from.isSecure());
  }
}
