package dev.parley.application.routing;

import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RouteRequest;
import java.util.Objects;

/**
 * Which model answers, and why.
 *
 * @param wanted the model or route that was asked for
 * @param request what the choice was made for
 * @param served the model that was chosen; never a route
 */
public record Choice(ModelId wanted, RouteRequest request, Served served) {
  public Choice {
    Objects.requireNonNull(wanted);
    Objects.requireNonNull(request);
    Objects.requireNonNull(served);
  }
}
