package dev.parley.domain.id;

import java.util.UUID;

/**
 * A source of identifiers, injected so that tests can foresee them. Safe for use by many threads.
 */
@FunctionalInterface
public interface Ids {

  /** Returns an identifier that was never returned before. */
  UUID next();
}
