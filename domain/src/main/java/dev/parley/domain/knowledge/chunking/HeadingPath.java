package dev.parley.domain.knowledge.chunking;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The titles of the headings that are in force, outermost first. */
final class HeadingPath {
  private static final String SEPARATOR = " > ";

  /** Every chunk below bears the title: it may not be a text of its own. */
  private static final int MAX_TITLE_LENGTH = 100;

  private final List<Integer> levels = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();

  void enter(int level, String title) {
    while (!levels.isEmpty() && levels.getLast() >= level) {
      levels.removeLast();
      titles.removeLast();
    }
    levels.add(level);
    titles.add(shortened(title, MAX_TITLE_LENGTH));
  }

  /** One under the other; either may be empty. */
  static String joined(String above, String below) {
    return above.isEmpty() || below.isEmpty() ? above + below : above + SEPARATOR + below;
  }

  /** The beginning of a title, with an ellipsis in place of what is too long. */
  static String shortened(String title, int length) {
    if (title.length() <= length) {
      return title;
    }
    int end = length - 1;
    return title.substring(0, Character.isHighSurrogate(title.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  @Override
  public String toString() {
    return titles.stream().filter(title -> !title.isEmpty()).collect(Collectors.joining(SEPARATOR));
  }
}
