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

  /**
   * All words in order, lower case, as written otherwise. Each Chinese or Japanese character is a
   * word, since nothing else tells words apart there.
   */
  public static List<String> of(CharSequence text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean alone = i < text.length() && isWordAlone(text.charAt(i));
      boolean inside = i < text.length() && !alone && isOfWord(text.charAt(i), start >= 0);
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        words.add(text.subSequence(start, i).toString().toLowerCase(Locale.ROOT));
        start = -1;
      }
      if (alone) {
        words.add(String.valueOf(text.charAt(i)));
      }
    }
    return words;
  }

  private static boolean isWordAlone(char c) {
    return Character.isIdeographic(c) || (c >= '\u3041' && c <= '\u30FA');
  }

  /** Letters and digits, and the marks on them, which are vowels in the scripts of India. */
  private static boolean isOfWord(char c, boolean begun) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || (begun
            && (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK));
  }

  /** The distinct words that carry meaning, without their endings, in order of appearance. */
  public static Set<String> stems(CharSequence text) {
    return new LinkedHashSet<>(allStems(text));
  }

  /** The words that carry meaning, each as often as it is there, without their endings. */
  public static List<String> allStems(CharSequence text) {
    List<String> stems = new ArrayList<>();
    for (String word : of(text)) {
      if (!isStopWord(word)) {
        stems.add(stem(word));
      }
    }
    return stems;
  }

  private static boolean isStopWord(String word) {
    boolean letter = word.length() == 1 && !isDigit(word.charAt(0)) && !isWordAlone(word.charAt(0));
    return letter || STOP_WORDS.contains(word);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Takes a plural, past or continuous ending off, in the manner of a weak English stemmer. */
  private static String stem(String word) {
    if (word.length() > 5 && word.endsWith("ing")) {
      return undoubled(word.substring(0, word.length() - 3));
    }
    if (word.length() > 4 && word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.length() > 4 && word.endsWith("ied")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.length() > 4 && word.endsWith("ed")) {
      return undoubled(word.substring(0, word.length() - 2));
    }
    if (word.length() > 4 && word.endsWith("es")) {
      return word.substring(0, word.length() - 2);
    }
    if (word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")) {
      return word.substring(0, word.length() - 1);
    }
    return word.length() > 4 && word.endsWith("e") ? word.substring(0, word.length() - 1) : word;
  }

  /** The consonant that an ending doubles is single in the word: planned, plan. */
  private static String undoubled(String stem) {
    int last = stem.length() - 1;
    boolean doubled =
        last > 2
            && stem.charAt(last) == stem.charAt(last - 1)
            && "bdgmnprt".indexOf(stem.charAt(last)) >= 0;
    return doubled ? stem.substring(0, last) : stem;
  }
}
