package dev.parley.adapters.rest.request;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Tells browsers what they must not do with what this server sends. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class SafetyHeadersFilter implements Ordered {
  /** The chat page: everything from here, nothing inline, nobody may frame it. */
  private static final String PAGE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /** The API viewer writes its styles into the page, and draws images that it made itself. */
  private static final String DOCS =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Nothing in the API is a document: whatever a caller stored, no browser runs it. */
  private static final String API = "default-src 'none'; frame-ancestors 'none'; sandbox";

  @ResponseFilter
  void add(HttpRequest<?> request, MutableHttpResponse<?> response) {
    String path = request.getPath();
    MutableHttpHeaders headers = response.getHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Content-Security-Policy", policy(path));
    if (isApi(path) && !headers.contains(HttpHeaders.CACHE_CONTROL)) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }

  private static boolean isApi(String path) {
    return path.startsWith("/v1/") || path.equals("/mcp");
  }

  private static String policy(String path) {
    if (isApi(path)) {
      return API;
    }
    return path.equals("/docs") || path.startsWith("/docs/") ? DOCS : PAGE;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 2;
  }
}
