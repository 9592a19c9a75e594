package dev.parley.domain.context;

/**
 * Sets text that is data apart from what a model is to obey. Text inside can neither close its
 * fence nor open another: what would read as one of our tags loses its bracket.
 */
enum Fence {
  PASSAGES("passages"),
  PASSAGE("passage"),
  ATTACHMENTS("attachments"),
  ATTACHMENT("attachment"),
  SUMMARY("conversation_summary"),
  TOOL_RESULT("tool_result"),
  TRANSCRIPT("transcript");

  private static final char DEFUSED = '‹';

  private final String tag;

  Fence(String tag) {
    this.tag = tag;
  }

  /** Text of strangers inside the fence. */
  String around(String text) {
    return opened() + "\n" + defused(text) + "\n" + closed();
  }

  String opened() {
    return "<" + tag + ">";
  }

  String opened(String attributes) {
    return "<" + tag + " " + attributes + ">";
  }

  String closed() {
    return "</" + tag + ">";
  }

  /** The text without tags of any fence. One pass, however the text is made. */
  static String defused(String text) {
    int open = text.indexOf('<');
    if (open < 0) {
      return text;
    }
    StringBuilder defused = null;
    while (open >= 0) {
      int name = startOfName(text, open + 1);
      if (isTagAt(text, name)) {
        defused = defused == null ? new StringBuilder(text) : defused;
        defused.setCharAt(open, DEFUSED);
      }
      open = text.indexOf('<', Math.max(name, open + 1));
    }
    return defused == null ? text : defused.toString();
  }

  /** Behind blanks, slashes and characters without a shape. */
  private static int startOfName(String text, int from) {
    int i = from;
    while (i < text.length() && isSkipped(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isSkipped(char c) {
    return c == '/'
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static boolean isTagAt(String text, int at) {
    for (Fence fence : values()) {
      int end = at + fence.tag.length();
      if (text.regionMatches(true, at, fence.tag, 0, fence.tag.length())
          && (end == text.length() || !isWord(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
