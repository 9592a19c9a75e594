package dev.parley.domain.guardrail.output;

import dev.parley.domain.validation.InvalidValue;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses an answer may link to and load images from: http and https, to hosts that are
 * named, and nothing else.
 *
 * <p>An address passes only in the plain form in which every reader sees the same host (RFC 3986
 * section 3.2; WHATWG URL section 4.4): one with a user name, a backslash, an encoded character in
 * the host, a blank or a control character, or another address inside it does not, whatever its
 * host. A host in other scripts is compared as written, so its Unicode and its {@code xn--} form
 * are two entries. A port other than the scheme's own must be part of the entry.
 *
 * <p>Relative addresses, which lead to the site that shows the answer and so carry nothing out of
 * it, pass if the policy says so; {@code #anchors} always do. Safe for use by several threads.
 */
public final class LinkPolicy {
  private static final List<String> SCHEMES = List.of("https://", "http://");
  private static final String WILDCARD = "*.";
  private static final int MAX_SHOWN_HOST = 80;
  private static final int HTTPS_LENGTH = "https://".length();

  /** Where the s of https stands, counted from behind the slashes. */
  private static final int S_FROM_END = "s://".length();

  private final Set<String> hosts = new HashSet<>();
  private final boolean relative;

  /**
   * @param hosts {@code example.com}, {@code example.com:8443} or {@code *.example.com}, the last
   *     for every host below it but not for itself; in any case
   * @param relative whether addresses without a host pass
   */
  public LinkPolicy(Collection<String> hosts, boolean relative) {
    for (String host : hosts) {
      this.hosts.add(checked(host));
    }
    this.relative = relative;
  }

  private static String checked(String entry) {
    String lower = entry.toLowerCase(Locale.ROOT);
    String name = lower.startsWith(WILDCARD) ? lower.substring(WILDCARD.length()) : lower;
    if (name.isEmpty() || authorityLength(name, 0, name.length()) != name.length()) {
      throw new InvalidValue("allowed_hosts", entry, "a host, host:port or *.host");
    }
    return lower;
  }

  /**
   * The host to show in place of an address that may not pass; null for one that may.
   *
   * @param address the destination of a link or an image, as written
   */
  @Nullable String foreign(String address) {
    boolean passes = isPlain(address) && (isAllowedHttp(address) || isAllowedRelative(address));
    return passes ? null : hostToShow(address);
  }

  private static boolean isPlain(String address) {
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c <= ' '
          || c == '`'
          || c == '<'
          || c == '>'
          || c == '"'
          || Character.isISOControl(c)
          || Character.isSpaceChar(c)
          || Character.getType(c) == Character.FORMAT
          || (c == '&' && Entities.hidesAddress(address, i, address.length()))) {
        return false;
      }
    }
    return true;
  }

  private boolean isAllowedHttp(String address) {
    int scheme = schemeLength(address, 0);
    if (scheme == 0) {
      return false;
    }
    int end = endOfAuthority(address, scheme);
    return authorityLength(address, scheme, end) == end - scheme
        && isAllowedAuthority(address.substring(scheme, end), isHttps(address, scheme))
        && !holdsAddress(address, end);
  }

  private boolean isAllowedRelative(String address) {
    if (!relative && !address.startsWith("#") && !address.isEmpty()) {
      return false;
    }
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '?' || c == '#') {
        break;
      }
      if (c == ':' || c == '\\' || c == '&' || c == '@' || (c == '%' && !hasSlash(address, i))) {
        return false;
      }
    }
    return !holdsAddress(address, 0);
  }

  private static boolean hasSlash(String address, int end) {
    int slash = address.indexOf('/');
    return slash >= 0 && slash < end;
  }

  /** Whether another address begins somewhere in this one, as in that of a redirect. */
  private static boolean holdsAddress(String address, int from) {
    for (int i = from; i < address.length(); i++) {
      char c = address.charAt(i);
      boolean slashes = c == '/' && i + 1 < address.length() && isSlash(address.charAt(i + 1));
      if (slashes || c == '\\' || address.regionMatches(true, i, "www.", 0, 4)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }

  /** Length of {@code http://} or {@code https://} at a place, in any case; 0 without one. */
  static int schemeLength(CharSequence text, int at) {
    for (String scheme : SCHEMES) {
      if (startsWith(text, at, scheme)) {
        return scheme.length();
      }
    }
    return 0;
  }

  static boolean startsWith(CharSequence text, int at, String word) {
    if (text.length() - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(text.charAt(at + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** Whether the scheme that ends at a place is https. */
  static boolean isHttps(CharSequence text, int end) {
    return end > HTTPS_LENGTH - 1 && lower(text.charAt(end - S_FROM_END)) == 's';
  }

  /**
   * Whether a host, and a port if there is one, is named.
   *
   * @param authority nothing but these, in any case
   */
  boolean isAllowedAuthority(String authority, boolean https) {
    String lower = authority.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf(':');
    String host = colon < 0 ? lower : lower.substring(0, colon);
    String port = colon < 0 ? "" : lower.substring(colon);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (port.equals(https ? ":443" : ":80")) {
      port = "";
    }
    if (host.startsWith(".") || host.endsWith(".") || host.contains("..")) {
      return false;
    }
    for (String name = host; ; ) {
      if (hosts.contains((name.length() == host.length() ? "" : WILDCARD) + name + port)) {
        return true;
      }
      int dot = name.indexOf('.');
      if (dot < 0) {
        return false;
      }
      name = name.substring(dot + 1);
    }
  }

  /**
   * A host as it can be shown without being taken for a link: without port, user and {@code www.};
   * empty if there is none.
   */
  static String hostToShow(String address) {
    int slashes = address.indexOf("//");
    if (slashes < 0) {
      return startsWith(address, 0, "www.") ? shown(address, 0) : "";
    }
    int from = slashes;
    while (from < address.length() && isSlash(address.charAt(from))) {
      from++;
    }
    return shown(address, from);
  }

  private static String shown(String address, int from) {
    int end = endOfAuthority(address, from);
    String authority = address.substring(from, end);
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    StringBuilder host = new StringBuilder();
    for (int i = 0; i < authority.length() && host.length() < MAX_SHOWN_HOST; i++) {
      char c = authority.charAt(i);
      if (!isOfHost(c)) {
        break;
      }
      host.append(c);
    }
    while (startsWith(host, 0, "www.")) {
      host.delete(0, "www.".length());
    }
    while (!host.isEmpty() && host.charAt(host.length() - 1) == '.') {
      host.setLength(host.length() - 1);
    }
    return host.toString();
  }

  private static int endOfAuthority(String address, int from) {
    int end = from;
    while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** How many characters from a place on are a host and perhaps a port, and no more than that. */
  static int authorityLength(CharSequence text, int from, int end) {
    int i = from;
    while (i < end && isOfHost(text.charAt(i))) {
      i++;
    }
    if (i == from || i == end || text.charAt(i) != ':') {
      return i - from;
    }
    int port = i + 1;
    while (port < end && isDigit(text.charAt(port))) {
      port++;
    }
    return (port > i + 1 ? port : i) - from;
  }

  private static boolean isOfHost(char c) {
    return isAlphanumeric(c)
        || c == '-'
        || c == '.'
        || c == '_'
        || (c >= 0x80 && Character.isLetterOrDigit(c));
  }

  static boolean isAlphanumeric(char c) {
    return isDigit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
