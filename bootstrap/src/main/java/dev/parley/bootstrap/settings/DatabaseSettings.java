package dev.parley.bootstrap.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary PostgreSQL server.
 *
 * @param jdbcUrl without credentials
 */
public record DatabaseSettings(String jdbcUrl, String username, String password) {
  private static final String EXPECTATION = "postgres://USER:PASSWORD@HOST:PORT/DATABASE";

  /**
   * Reads {@code postgres://}, {@code postgresql://} and {@code jdbc:postgresql://} addresses. What
   * is wrong is said without the address, which holds a password.
   */
  static DatabaseSettings parse(String url) {
    String plain = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
    URI uri;
    try {
      uri = new URI(plain);
    } catch (URISyntaxException e) {
      throw new InvalidSetting(Setting.DATABASE_URL, "not an address", EXPECTATION);
    }
    boolean postgres = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
    String path = uri.getRawPath();
    if (!postgres || uri.getHost() == null || path == null || path.length() < 2) {
      throw new InvalidSetting(Setting.DATABASE_URL, "an address of another form", EXPECTATION);
    }
    String[] credentials = credentials(uri);
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + withoutCredentials(uri.getRawQuery());
    return new DatabaseSettings(
        "jdbc:postgresql://" + uri.getHost() + port + path + query, credentials[0], credentials[1]);
  }

  private static String[] credentials(URI uri) {
    String userInfo = uri.getRawUserInfo();
    String user = parameter(uri.getRawQuery(), "user");
    String password = parameter(uri.getRawQuery(), "password");
    if (userInfo != null) {
      int colon = userInfo.indexOf(':');
      user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
      password = colon < 0 ? password : decode(userInfo.substring(colon + 1));
    }
    if (user == null) {
      throw new InvalidSetting(Setting.DATABASE_URL, "an address without a user", EXPECTATION);
    }
    return new String[] {user, password == null ? "" : password};
  }

  private static @Nullable String parameter(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return decode(pair.substring(name.length() + 1));
      }
    }
    return null;
  }

  private static String withoutCredentials(String query) {
    StringBuilder kept = new StringBuilder();
    for (String pair : query.split("&", -1)) {
      if (!pair.startsWith("user=") && !pair.startsWith("password=")) {
        kept.append(kept.isEmpty() ? "" : "&").append(pair);
      }
    }
    return kept.toString();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return jdbcUrl + " as " + username;
  }
}
