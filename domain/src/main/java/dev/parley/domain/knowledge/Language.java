package dev.parley.domain.knowledge;

import dev.parley.domain.validation.InvalidValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A language that texts are written in.
 *
 * @param code of ISO 639-1, such as {@code en}
 */
public record Language(String code) {
  private static final Pattern CODE = Pattern.compile("[a-z]{2}");

  public Language {
    if (!CODE.matcher(code).matches()) {
      throw new InvalidValue("language", "'" + code + "'", "two letters of ISO 639-1, such as en");
    }
  }

  /**
   * The language that most of a text is written in; empty where that cannot be told, as of tables,
   * code, a few words, or a language that is not known.
   */
  public static Optional<Language> of(String text) {
    return LanguageGuess.of(text).map(Language::new);
  }

  @Override
  public String toString() {
    return code;
  }
}
