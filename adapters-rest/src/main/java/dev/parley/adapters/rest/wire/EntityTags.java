package dev.parley.adapters.rest.wire;

import dev.parley.domain.validation.InvalidValue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions as entity tags (RFC 9110 sections 8.8.3 and 13.1.1). */
public final class EntityTags {
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7e]*)\"\\s*(,|$)");
  private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

  private EntityTags() {}

  /** The tag of a version. */
  public static String of(long version) {
    return '"' + String.valueOf(version) + '"';
  }

  /**
   * The versions that {@code If-Match} names; null for any. A weak tag, or one that is no version,
   * matches none.
   *
   * @param header null: it was not sent
   * @throws InvalidValue if it is not of its form
   */
  public static @Nullable Set<Long> versions(@Nullable String header) {
    if (header == null || header.strip().equals("*")) {
      return null;
    }
    Set<Long> versions = new LinkedHashSet<>();
    Matcher tag = TAG.matcher(header);
    int at = 0;
    while (at < header.length()) {
      if (!tag.find(at) || tag.start() != at) {
        throw new InvalidValue(
            "If-Match", "'" + Fields.shortened(header) + "'", "* or tags in quotation marks");
      }
      if (tag.group(1) == null && VERSION.matcher(tag.group(2)).matches()) {
        versions.add(Long.parseLong(tag.group(2)));
      }
      at = tag.end();
    }
    return versions;
  }
}
