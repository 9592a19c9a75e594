package dev.parley.domain.routing;

import java.util.Locale;
import java.util.Set;

/**
 * Judges a question by its shape, in one pass over its characters. It is a rule of thumb of ours,
 * meant to keep plain questions away from dear models, not to understand them. Points are given for
 *
 * <ul>
 *   <li>length: 1 above 30 words, 2 above 100, 4 above 300;
 *   <li>clauses: 1 for more than 3 marks out of {@code , ; :} and ends of sentences, 2 for more
 *       than 8;
 *   <li>several questions: 1 for more than one question mark;
 *   <li>words that ask for reasons, ways or comparisons, in English, German, French and Spanish: 1,
 *       and 2 for more than one;
 *   <li>numbers: 1 for more than 2;
 *   <li>code: 3 for a fence of back-ticks, or for more than 3 characters out of <code>
 *       {}[]&lt;&gt;=\|_$#</code>.
 * </ul>
 *
 * Up to 1 point is {@link Complexity#SIMPLE}, 4 and more are {@link Complexity#COMPLEX}.
 */
public final class QueryComplexity {
  private static final int MODERATE_FROM = 2;
  private static final int COMPLEX_FROM = 4;
  private static final int LONGEST_WORD = 16;

  private static final Set<String> DEMANDING =
      Set.of(
          "why",
          "how",
          "explain",
          "compare",
          "versus",
          "difference",
          "differences",
          "analyse",
          "analyze",
          "derive",
          "prove",
          "calculate",
          "design",
          "evaluate",
          "summarise",
          "summarize",
          "optimise",
          "optimize",
          "refactor",
          "debug",
          "warum",
          "wieso",
          "wie",
          "erkläre",
          "vergleiche",
          "unterschied",
          "berechne",
          "pourquoi",
          "comment",
          "explique",
          "différence",
          "calcule",
          "porqué",
          "cómo",
          "explica",
          "compara",
          "diferencia",
          "calcula");

  private QueryComplexity() {}

  /** Judges a question, however long. */
  public static Complexity of(String question) {
    int points = points(question);
    if (points >= COMPLEX_FROM) {
      return Complexity.COMPLEX;
    }
    return points >= MODERATE_FROM ? Complexity.MODERATE : Complexity.SIMPLE;
  }

  static int points(String question) {
    Shape shape = new Shape();
    int i = 0;
    while (i < question.length()) {
      int c = question.codePointAt(i);
      if (Character.isLetterOrDigit(c)) {
        i = shape.word(question, i);
      } else {
        shape.mark(question, i, c);
        i += Character.charCount(c);
      }
    }
    return shape.points();
  }

  /** What was counted. */
  private static final class Shape {
    private int words;
    private int numbers;
    private int clauses;
    private int questions;
    private int demanding;
    private int symbols;
    private boolean fenced;

    /** Counts the word that begins at an index, and returns where it ends. */
    int word(String text, int start) {
      int end = start;
      boolean digits = true;
      while (end < text.length()) {
        int c = text.codePointAt(end);
        if (!Character.isLetterOrDigit(c)) {
          break;
        }
        digits &= Character.isDigit(c);
        end += Character.charCount(c);
      }
      words++;
      if (digits) {
        numbers++;
      } else if (end - start <= LONGEST_WORD
          && DEMANDING.contains(text.substring(start, end).toLowerCase(Locale.ROOT))) {
        demanding++;
      }
      return end;
    }

    void mark(String text, int index, int c) {
      switch (c) {
        case '?', '？', '؟' -> {
          questions++;
          clauses++;
        }
        case ',', ';', ':', '.', '!', '、', '。', '，' -> clauses++;
        case '{', '}', '[', ']', '<', '>', '=', '\\', '|', '_', '$', '#' -> symbols++;
        case '`' -> fenced |= text.startsWith("```", index);
        default -> {}
      }
    }

    int points() {
      return above(words, 30)
          + above(words, 100)
          + 2 * above(words, 300)
          + above(clauses, 3)
          + above(clauses, 8)
          + above(questions, 1)
          + above(demanding, 0)
          + above(demanding, 1)
          + above(numbers, 2)
          + (fenced || symbols > 3 ? 3 : 0);
    }

    private static int above(int count, int bound) {
      return count > bound ? 1 : 0;
    }
  }
}
