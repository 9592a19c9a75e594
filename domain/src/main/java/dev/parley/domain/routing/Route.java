package dev.parley.domain.routing;

import java.util.List;
import java.util.Objects;

/**
 * A way to an answer.
 *
 * @param conditions all must hold; empty: always
 */
public record Route(Model model, List<Condition> conditions) {
  public Route {
    Objects.requireNonNull(model);
    conditions = List.copyOf(conditions);
  }

  /** A route that may always be taken. */
  public static Route to(Model model) {
    return new Route(model, List.of());
  }
}
