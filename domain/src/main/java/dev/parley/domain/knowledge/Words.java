package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Words of a text as they are compared: lower case, common endings and stop words taken off. */
public final class Words {
  private static final Set<String> STOP_WORDS =
      Set.of(
          "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did",
          "do", "does", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is",
          "it", "its", "may", "me", "my", "no", "not", "of", "on", "or", "our", "should", "so",
          "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
          "us", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with",
          "would", "you", "your", "der", "die", "das", "und", "ist", "ein", "eine", "wie", "le",
          "la", "les", "et", "est", "un", "une", "que", "qui");

  private Words() {}

  /** All words in order, lower case, as written otherwise. */
  public static List<String> of(CharSequence text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        words.add(text.subSequence(start, i).toString().toLowerCase(Locale.ROOT));
        start = -1;
      }
    }
    return words;
  }

  /** The distinct words that carry meaning, without their endings, in order of appearance. */
  public static Set<String> stems(CharSequence text) {
    Set<String> stems = new LinkedHashSet<>();
    for (String word : of(text)) {
      if (!isStopWord(word)) {
        stems.add(stem(word));
      }
    }
    return stems;
  }

  private static boolean isStopWord(String word) {
    return STOP_WORDS.contains(word) || (word.length() == 1 && !isDigit(word.charAt(0)));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Takes a plural, past or continuous ending off, in the manner of a weak English stemmer. */
  private static String stem(String word) {
    if (word.length() > 5 && word.endsWith("ing")) {
      return word.substring(0, word.length() - 3);
    }
    if (word.length() > 4 && word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.length() > 4 && (word.endsWith("ed") || word.endsWith("es"))) {
      return word.substring(0, word.length() - 2);
    }
    if (word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")) {
      return word.substring(0, word.length() - 1);
    }
    return word.length() > 4 && word.endsWith("e") ? word.substring(0, word.length() - 1) : word;
  }
}
