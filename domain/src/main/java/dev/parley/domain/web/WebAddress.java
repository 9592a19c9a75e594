package dev.parley.domain.web;

import dev.parley.domain.validation.InvalidValue;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https address in one spelling (RFC 3986): ASCII alone, host in lower case, no user, no
 * fragment, no port that the scheme implies, no dot segments. Numbers for a host are IPv4 in four
 * plain decimal parts or nothing, since others are read differently by different resolvers.
 */
public record WebAddress(URI uri) {
  /** The longest address, in characters. */
  public static final int MAX_LENGTH = 2_000;

  private static final int MAX_NAME_LENGTH = 255;
  private static final String EXPECTATION = "an http or https address";
  private static final Pattern PARTS =
      Pattern.compile("(https?)://([^/?#]*)([^?#]*)(\\?[^#]*)?(?:#.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^\\[\\]:@%]+)(?::(\\d{1,5}))?");
  private static final Pattern NUMBER = Pattern.compile("(?i)(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)");
  private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?");
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  /**
   * Reads an address as people and pages write it.
   *
   * @throws InvalidValue for the field {@code url}, without telling a password that was in it
   */
  public static WebAddress parse(String text) {
    String written = text.strip();
    if (written.isEmpty() || written.length() > MAX_LENGTH) {
      throw new InvalidValue("url", written.length() + " characters", "1.." + MAX_LENGTH);
    }
    if (written.chars().anyMatch(c -> c <= ' ' || c == '\\' || Character.isISOControl(c))) {
      throw new InvalidValue("url", "with blanks, control characters or backslashes", EXPECTATION);
    }
    Matcher parts = PARTS.matcher(written);
    if (!parts.matches()) {
      throw new InvalidValue("url", "of another form", EXPECTATION);
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String query = parts.group(4) == null ? "" : Encoding.encoded(parts.group(4));
    try {
      URI uri =
          new URI(
              scheme + "://" + authority(parts.group(2), scheme) + path(parts.group(3)) + query);
      if (uri.toString().length() > MAX_LENGTH) {
        throw new InvalidValue(
            "url", uri.toString().length() + " characters, encoded", "1.." + MAX_LENGTH);
      }
      return new WebAddress(uri);
    } catch (URISyntaxException e) {
      throw new InvalidValue("url", "of another form", EXPECTATION);
    }
  }

  private static String authority(String written, String scheme) {
    if (written.indexOf('@') >= 0) {
      throw new InvalidValue("url", "with a user", "an address without user and password");
    }
    Matcher authority = AUTHORITY.matcher(written);
    if (!authority.matches()) {
      throw new InvalidValue("url", "host and port of another form", "HOST or HOST:PORT");
    }
    String port = authority.group(2);
    int number = port == null ? impliedPort(scheme) : Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw new InvalidValue("url", "port " + number, "a port of 1..65535");
    }
    String host = host(authority.group(1));
    return number == impliedPort(scheme) ? host : host + ":" + number;
  }

  private static String host(String written) {
    if (written.startsWith("[")) {
      return written.toLowerCase(Locale.ROOT);
    }
    String ascii;
    try {
      ascii = IDN.toASCII(written, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new InvalidValue("url", "a host that is no name", "a host's name");
    }
    String host = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (NUMBER.matcher(host).matches() && !AddressRange.isIpv4(host)) {
      throw new InvalidValue(
          "url", "a host of numbers", "a name, or IPv4 as four decimal numbers with dots");
    }
    if (!HOST_NAME.matcher(host).matches() || host.contains("..") || host.length() > 253) {
      throw new InvalidValue("url", "a host that is no name", "a host's name");
    }
    return host;
  }

  private static String path(String written) throws URISyntaxException {
    String path = new URI(null, null, "/", null).resolve(encodedPath(written)).getRawPath();
    String normal = path;
    while (normal.startsWith("/../") || normal.equals("/..")) {
      normal = normal.equals("/..") ? "/" : normal.substring(3);
    }
    return normal;
  }

  private static URI encodedPath(String written) throws URISyntaxException {
    // A path that begins with two slashes would be read as an authority.
    String encoded = Encoding.encoded(written.replaceFirst("^/{2,}", "/"));
    return new URI(encoded.isEmpty() ? "/" : encoded).normalize();
  }

  /** Where a page leads that says so in a {@code Location}; empty if that cannot be followed. */
  public Optional<WebAddress> resolve(String location) {
    try {
      String target = location.strip();
      if (ABSOLUTE.matcher(target).matches()) {
        return Optional.of(parse(target));
      }
      if (target.startsWith("//")) {
        return Optional.of(parse(uri.getScheme() + ":" + target));
      }
      String site = uri.getScheme() + "://" + uri.getRawAuthority();
      if (target.startsWith("/")) {
        return Optional.of(parse(site + target));
      }
      if (target.isEmpty() || target.startsWith("#")) {
        return Optional.of(this);
      }
      String path = uri.getRawPath();
      String base = target.startsWith("?") ? path : path.substring(0, path.lastIndexOf('/') + 1);
      return Optional.of(parse(site + base + target));
    } catch (InvalidValue cannotBeFollowed) {
      return Optional.empty();
    }
  }

  public boolean isSecure() {
    return uri.getScheme().equals("https");
  }

  /** A name or an IPv4 address as written, or an IPv6 address without its brackets. */
  public String host() {
    String host = uri.getRawAuthority();
    int end = host.startsWith("[") ? host.indexOf(']') : host.indexOf(':');
    String named = end < 0 ? host : host.substring(0, end);
    return named.startsWith("[") ? named.substring(1) : named;
  }

  public int port() {
    String authority = uri.getRawAuthority();
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']')
        ? Integer.parseInt(authority.substring(colon + 1))
        : impliedPort(uri.getScheme());
  }

  private static int impliedPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** The site, such as {@code https://example.org}: what shares one robots.txt. */
  public String site() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Path and query: what a request asks the site for. */
  public String target() {
    return uri.getRawQuery() == null
        ? uri.getRawPath()
        : uri.getRawPath() + "?" + uri.getRawQuery();
  }

  /** The last part of the path, decoded; the host where there is none. */
  public String filename() {
    String path = uri.getPath();
    String last = path.substring(path.lastIndexOf('/') + 1).strip();
    return shortened(last.isEmpty() ? host() : last);
  }

  /** How people tell the page from others: host and path. */
  public String label() {
    String path = uri.getPath();
    return shortened(path.equals("/") ? host() : host() + path);
  }

  private static String shortened(String name) {
    String visible =
        name.codePoints()
            .filter(c -> !Character.isISOControl(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return visible.length() > MAX_NAME_LENGTH ? visible.substring(0, MAX_NAME_LENGTH) : visible;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
