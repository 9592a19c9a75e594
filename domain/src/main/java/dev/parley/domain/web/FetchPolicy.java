package dev.parley.domain.web;

import dev.parley.domain.validation.InvalidValue;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which machines may be connected to: those of the public internet at the ports of the web, and
 * what an operator names besides. It judges the address that a connection is made to, since a name
 * can lead anywhere and to another place each time. Safe for use by several threads.
 */
public final class FetchPolicy {
  private static final Set<Integer> WEB_PORTS = Set.of(80, 443);
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:\\[(?<six>[0-9A-Fa-f:.]+(?:/\\d+)?)\\]|(?<host>[^\\[\\]:]+))(?::(?<port>\\d{1,5}))?");
  private static final Pattern BARE_SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:.*");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?");

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param allowed {@code wiki.example.org}, {@code 10.1.0.0/16} or {@code [fd00::/8]}, each with
   *     {@code :PORT} for a port other than 80 and 443
   * @throws InvalidValue for an entry of another form
   */
  public FetchPolicy(Collection<String> allowed) {
    allowed.forEach(entry -> entries.add(Entry.parse(entry)));
  }

  /**
   * @param range null for a name
   * @param port 0: those of the web
   */
  private record Entry(String name, @Nullable AddressRange range, int port) {
    static Entry parse(String text) {
      String plain = BARE_SIX.matcher(text).matches() ? "[" + text + "]" : text;
      Matcher parts = ENTRY.matcher(plain);
      if (!parts.matches()) {
        throw invalid(text);
      }
      int port = parts.group("port") == null ? 0 : Integer.parseInt(parts.group("port"));
      String host =
          parts.group("six") == null
              ? parts.group("host").toLowerCase(Locale.ROOT)
              : parts.group("six");
      if (port > 65_535 || (parts.group("port") != null && port == 0)) {
        throw invalid(text);
      }
      if (AddressRange.isNumeric(host)) {
        return new Entry(host, AddressRange.parse(host), port);
      }
      if (!NAME.matcher(host).matches()) {
        throw invalid(text);
      }
      return new Entry(host, null, port);
    }

    private static InvalidValue invalid(String text) {
      return new InvalidValue(
          "allowed", "'" + text + "'", "HOST, ADDRESS or ADDRESS/BITS, each with :PORT or without");
    }

    boolean admits(String host, int asked, byte[] address) {
      if (port == 0 ? !WEB_PORTS.contains(asked) : asked != port) {
        return false;
      }
      return range == null
          ? name.equals(host) && (Networks.isPublic(address) || Networks.isOwn(address))
          : range.contains(address);
    }
  }

  /**
   * Whether a connection may be made. A name that is allowed leads to public addresses and to those
   * of an organisation's own, never to link-local and other special ones, where clouds hand out
   * credentials: these must be named by their number.
   *
   * @param host as the address says, in lower case
   * @param address what is connected to
   */
  public boolean permits(String host, int port, InetAddress address) {
    byte[] octets = Networks.unmapped(address.getAddress());
    return (WEB_PORTS.contains(port) && Networks.isPublic(octets))
        || entries.stream().anyMatch(entry -> entry.admits(host, port, octets));
  }
}
