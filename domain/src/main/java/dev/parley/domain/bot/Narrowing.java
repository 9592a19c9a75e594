package dev.parley.domain.bot;

import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;
import java.util.Set;

/**
 * Which documents a bot looks into, of those that it may.
 *
 * @param tags those that bear at least one of them; empty: whatever they bear
 * @param languages those that are mostly written in one of them; empty: in any, or none that is
 *     known
 * @param added when they were added
 */
public record Narrowing(Set<String> tags, Set<Language> languages, TimeSpan added) {
  /** The most tags, and the most languages. */
  public static final int MOST = 50;

  /** The longest tag, in UTF-16 characters. */
  public static final int LONGEST_TAG = 64;

  /** All of them. */
  public static final Narrowing NONE = new Narrowing(Set.of(), Set.of(), TimeSpan.ALWAYS);

  public Narrowing {
    tags = Set.copyOf(tags);
    languages = Set.copyOf(languages);
    Objects.requireNonNull(added);
    requireFew("retrieval.tags", tags);
    requireFew("retrieval.languages", languages);
    tags.forEach(tag -> InvalidValue.requireLength("retrieval.tags", tag, 1, LONGEST_TAG));
  }

  private static void requireFew(String field, Set<?> values) {
    if (values.size() > MOST) {
      throw new InvalidValue(field, values.size() + " values", "at most " + MOST);
    }
  }
}
