package dev.parley.application.conversation;

import dev.parley.domain.validation.InvalidValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A word that a conversation is searched for. It occurs in a text that holds its characters,
 * whatever their case, as a word of its own: no letter or digit stands right before it, nor right
 * behind it unless {@code begun}. An end of the word that is no letter or digit itself may stand
 * anywhere.
 *
 * @param text not empty, without white space
 * @param begun whether the searcher may not have typed the end of it yet
 */
public record SearchWord(String text, boolean begun) {
  /** The most words that are searched for at once. */
  public static final int MAX_WORDS = 16;

  public SearchWord {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("word: empty (expected: a character or more)");
    }
  }

  /**
   * The words of a search; the last may be the beginning of one.
   *
   * @throws InvalidValue if there are more than {@link #MAX_WORDS}
   */
  public static List<SearchWord> of(String search) {
    List<String> texts = Arrays.stream(search.strip().split("\\s+", -1)).toList();
    if (texts.size() > MAX_WORDS) {
      throw new InvalidValue("q", texts.size() + " words", "up to " + MAX_WORDS);
    }
    List<SearchWord> words = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isEmpty()) {
        words.add(new SearchWord(texts.get(i), i == texts.size() - 1));
      }
    }
    return words;
  }

  /** Whether nothing of a word may stand right before it. */
  public boolean isBoundAtStart() {
    return Character.isLetterOrDigit(text.codePointAt(0));
  }

  /** Whether nothing of a word may stand right behind it. */
  public boolean isBoundAtEnd() {
    return !begun && Character.isLetterOrDigit(text.codePointBefore(text.length()));
  }

  /** Whether there is a letter or digit in it, which an index of words can be asked for. */
  public boolean isIndexed() {
    return text.codePoints().anyMatch(Character::isLetterOrDigit);
  }
}
