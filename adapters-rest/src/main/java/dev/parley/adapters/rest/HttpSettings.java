package dev.parley.adapters.rest;

import dev.parley.adapters.rest.intake.LargeBodies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an installation may decide about HTTP; the rest is the same everywhere.
 *
 * @param uploadLimitBytes the largest file taken
 * @param allowedOrigins web origins whose scripts may call the API; empty: none but its own
 */
public record HttpSettings(long uploadLimitBytes, List<String> allowedOrigins) {
  /** The property that says that this node serves nothing but health. */
  public static final String WORKER = "parley.worker";

  /** What a multipart body needs besides the file in it. */
  private static final long MULTIPART_SLACK_BYTES = 1 << 20;

  private static final String PAGES = "micronaut.router.static-resources.";
  private static final String CORS = "micronaut.server.cors.configurations.web.";

  public HttpSettings {
    Objects.checkIndex(uploadLimitBytes - 1, Integer.MAX_VALUE);
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /** The framework's properties; address and port are not among them. */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(
        "micronaut.server.max-request-size",
        Math.max(uploadLimitBytes, LargeBodies.LIMIT) + MULTIPART_SLACK_BYTES);
    properties.put("micronaut.server.max-request-buffer-size", LargeBodies.ORDINARY_LIMIT);
    properties.put("micronaut.server.multipart.max-file-size", uploadLimitBytes);
    // A small compressed body may be a large one: nobody needs to send any.
    properties.put("micronaut.server.netty.request-decompression-enabled", false);
    properties.put("micronaut.security.basic-auth.enabled", false);
    // A route of the framework's that tells who a token belongs to.
    properties.put("micronaut.security.endpoints.introspection.enabled", false);
    properties.put(PAGES + "chat.mapping", "/**");
    properties.put(PAGES + "chat.paths", List.of("classpath:web"));
    // Our page around the viewer that the OpenAPI generator brings along.
    properties.put(PAGES + "docs.mapping", "/docs/**");
    properties.put(
        PAGES + "docs.paths",
        List.of("classpath:docs", "classpath:META-INF/swagger/views/rapidoc"));
    if (!allowedOrigins.isEmpty()) {
      properties.put("micronaut.server.cors.enabled", true);
      properties.put(CORS + "allowed-origins", allowedOrigins);
      properties.put(
          CORS + "allowed-methods", List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
      // Whichever headers scripts send: clients of OpenAI's API send a dozen of their own.
      properties.put(
          CORS + "exposed-headers",
          List.of(
              "X-Request-Id",
              "Request-Id",
              "Retry-After",
              "RateLimit",
              "RateLimit-Policy",
              "x-ratelimit-limit-requests",
              "x-ratelimit-remaining-requests",
              "x-ratelimit-reset-requests",
              "x-ratelimit-limit-tokens",
              "x-ratelimit-remaining-tokens",
              "x-ratelimit-reset-tokens",
              "openai-processing-ms",
              "openai-version",
              "x-should-retry",
              "Idempotent-Replayed",
              "ETag",
              "Location",
              "Mcp-Session-Id",
              "Content-Disposition"));
      // Callers are known by their Authorization header, never by a cookie.
      properties.put(CORS + "allow-credentials", false);
    }
    return properties;
  }
}
