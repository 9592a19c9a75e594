package dev.parley.adapters.rest.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The {@code Content-Disposition} of a download (RFC 6266, with the encoding of RFC 8187). */
public final class AttachmentName {
  private static final int MAX_LENGTH = 100;

  private AttachmentName() {}

  /**
   * The header for a file named after a title, whatever stands in that.
   *
   * @param extension with its dot
   */
  public static String disposition(String title, String extension) {
    String name =
        (title.length() > MAX_LENGTH ? title.substring(0, MAX_LENGTH) : title) + extension;
    String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\""
        + plain
        + "\"; filename*=UTF-8''"
        + encoded.replace("*", "%2A");
  }
}
