package dev.parley.application.guardrail;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The hosts of web addresses that stand in a text. */
final class TypedHosts {
  private static final String SEPARATORS = " \t\r\n<>()[]{}\"'`|\\^,;";

  private TypedHosts() {}

  static Set<String> in(String text) {
    Set<String> hosts = new HashSet<>();
    int scheme = text.indexOf("://");
    while (scheme >= 0) {
      int start = scheme;
      while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
        start--;
      }
      int end = scheme;
      while (end < text.length() && SEPARATORS.indexOf(text.charAt(end)) < 0) {
        end++;
      }
      add(text.substring(start, end), hosts);
      scheme = text.indexOf("://", Math.max(end, scheme + 1));
    }
    return hosts;
  }

  private static void add(String address, Set<String> hosts) {
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        hosts.add(uri.getPort() < 0 ? host : host + ":" + uri.getPort());
      }
    } catch (URISyntaxException noAddress) {
      // Whoever typed it did not mean a link.
    }
  }
}
