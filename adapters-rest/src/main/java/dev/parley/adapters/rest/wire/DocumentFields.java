package dev.parley.adapters.rest.wire;

import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Members of requests that say which documents are meant. */
public final class DocumentFields {
  private DocumentFields() {}

  /** Tags as they are stored. */
  public static Set<String> tags(List<String> given) {
    return given.stream()
        .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Languages by their codes.
   *
   * @param field for messages
   */
  public static Set<Language> languages(String field, List<String> codes) {
    return codes.stream()
        .map(code -> language(field, code))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Language language(String field, String code) {
    try {
      return new Language(code.strip().toLowerCase(Locale.ROOT));
    } catch (InvalidValue invalid) {
      throw new InvalidValue(field, "'" + code + "'", "codes of ISO 639-1, such as en");
    }
  }

  /** A time as it is written in requests. */
  public static Instant time(String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException unreadable) {
      throw new InvalidValue(
          field, "'" + text + "'", "a time of RFC 3339, such as 2026-01-31T08:00:00Z");
    }
  }

  /**
   * When documents were added.
   *
   * @param field of the end, for messages
   * @param after null: from the first on
   * @param before null: to the last
   */
  public static TimeSpan added(String field, @Nullable Instant after, @Nullable Instant before) {
    if (after != null && before != null && !after.isBefore(before)) {
      throw new InvalidValue(field, before, "later than created_after");
    }
    return new TimeSpan(after, before);
  }
}
