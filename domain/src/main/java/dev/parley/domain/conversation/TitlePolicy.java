package dev.parley.domain.conversation;

/** Names a conversation after its first message. */
public final class TitlePolicy {
  private static final int MAX_LENGTH = 60;
  private static final String UNTITLED = "New conversation";

  private TitlePolicy() {}

  /** The first line or sentence that says something, cut between words; never blank. */
  public static String titleFor(String firstMessage) {
    String line =
        firstMessage
            .lines()
            .map(TitlePolicy::withoutMarkup)
            .filter(candidate -> !candidate.isBlank())
            .findFirst()
            .orElse(UNTITLED);
    return shortened(firstSentence(line));
  }

  private static String withoutMarkup(String line) {
    StringBuilder plain = new StringBuilder();
    boolean space = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean markup = "#*`>_~".indexOf(c) >= 0 && (plain.isEmpty() || c == '`' || c == '*');
      if (markup || Character.isISOControl(c) || isSpace(c)) {
        space |= !markup;
        continue;
      }
      if (space && !plain.isEmpty()) {
        plain.append(' ');
      }
      space = false;
      plain.append(c);
    }
    return plain.toString();
  }

  /** Spaces that do not break a line included, which Java does not count as white space. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static String firstSentence(String line) {
    for (int i = 1; i < line.length() - 1; i++) {
      boolean end = ".!?".indexOf(line.charAt(i)) >= 0 && line.charAt(i + 1) == ' ';
      if (end && i > 10) {
        return line.substring(0, line.charAt(i) == '.' ? i : i + 1).stripTrailing();
      }
    }
    return line;
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    int space = text.lastIndexOf(' ', MAX_LENGTH - 1);
    int end = space > MAX_LENGTH / 2 ? space : MAX_LENGTH - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).stripTrailing() + "…";
  }
}
