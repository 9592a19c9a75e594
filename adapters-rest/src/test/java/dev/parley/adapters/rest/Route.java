package dev.parley.adapters.rest;

import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Every route there is, as the router knows it. */
record Route(String method, String template) {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^:}]+)(?::[^}]*)?}");

  /** All but those that answer HEAD beside a GET. */
  static List<Route> allOf(RestServer server) {
    Router router = server.context().getBean(Router.class);
    return router
        .uriRoutes()
        .filter(route -> !route.getHttpMethodName().equals("HEAD"))
        .map(Route::of)
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .distinct()
        .toList();
  }

  private static Route of(UriRouteInfo<?, ?> route) {
    String template = route.getUriMatchTemplate().toString();
    return new Route(route.getHttpMethodName(), VARIABLE.matcher(template).replaceAll("{$1}"));
  }

  boolean hasVariables() {
    return template.contains("{");
  }

  /** The path with a value for each variable. */
  String path(UnaryOperator<String> values) {
    return VARIABLE.matcher(template).replaceAll(match -> values.apply(match.group(1)));
  }

  /** The path to nothing. */
  String pathToNothing() {
    return path(variable -> new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0007L).toString());
  }

  @Override
  public String toString() {
    return method + " " + template;
  }
}
