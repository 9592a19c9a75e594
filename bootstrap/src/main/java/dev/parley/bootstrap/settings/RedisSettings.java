package dev.parley.bootstrap.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * A Redis server.
 *
 * @param address {@code redis://} or, encrypted, {@code rediss://}; with credentials, if any
 */
public record RedisSettings(URI address) {
  private static final String EXPECTATION = "redis(s)://[USER:PASSWORD@]HOST[:PORT][/DATABASE]";
  private static final Set<String> SCHEMES = Set.of("redis", "rediss");
  private static final int DEFAULT_PORT = 6379;

  /** Reads an address. What is wrong is said without it, since it may hold a password. */
  static RedisSettings parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new InvalidSetting(Setting.REDIS_URL, "not an address", EXPECTATION);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (uri.getScheme() == null
        || !SCHEMES.contains(uri.getScheme())
        || uri.getHost() == null
        || !path.matches("/?|/\\d{1,4}")
        || uri.getRawQuery() != null) {
      throw new InvalidSetting(Setting.REDIS_URL, "an address of another form", EXPECTATION);
    }
    String credentials = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new RedisSettings(
        URI.create(uri.getScheme() + "://" + credentials + uri.getHost() + ":" + port + path));
  }

  @Override
  public String toString() {
    return address.getHost() + ":" + address.getPort();
  }
}
