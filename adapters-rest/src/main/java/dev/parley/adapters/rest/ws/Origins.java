package dev.parley.adapters.rest.ws;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may open a socket. Browsers let any page open one anywhere and name its origin (RFC
 * 6455 section 10.2); so it is for the server to look.
 */
@Singleton
final class Origins {
  private static final String ANY = "*";

  private final List<String> allowed;

  /**
   * @param allowed those whose scripts may call the API; null: none
   */
  Origins(
      @Property(name = "micronaut.server.cors.configurations.web.allowed-origins")
          @Nullable List<String> allowed) {
    this.allowed = allowed == null ? List.of() : List.copyOf(allowed);
  }

  /**
   * Whether a page of that origin may: one that is allowed by name, or one that this server sent.
   *
   * @param host the request's {@code Host}, which says under which name the server was called
   */
  boolean allows(String origin, @Nullable String host) {
    return allowed.contains(ANY)
        || allowed.contains(origin)
        || (host != null && isOwn(origin, host.toLowerCase(Locale.ROOT)));
  }

  private static boolean isOwn(String origin, String host) {
    try {
      URI uri = new URI(origin.toLowerCase(Locale.ROOT));
      String authority = uri.getRawAuthority();
      boolean secure = "https".equals(uri.getScheme());
      if (authority == null || !(secure || "http".equals(uri.getScheme()))) {
        return false;
      }
      String port = secure ? ":443" : ":80";
      return withoutPort(authority, port).equals(withoutPort(host, port));
    } catch (URISyntaxException none) {
      return false;
    }
  }

  private static String withoutPort(String authority, String port) {
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }
}
