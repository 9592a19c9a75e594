package dev.parley.adapters.llm.tool;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.regex.Pattern;

/**
 * The patterns of a schema, matched with the JDK's backtracking engine but never for long: a match
 * may look at so many characters, and is given up then.
 */
final class BoundedPatterns implements RegularExpressionFactory {
  private static final int MAX_READS = 1_000_000;

  /** A match that was given up. */
  static final class TooManyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyReads() {
      super("pattern: takes too long to match", null, false, false);
    }
  }

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return text -> pattern.matcher(new CountedText(text, MAX_READS)).find();
  }

  /** A text of which only so many characters can be read, counting each time. */
  private static final class CountedText implements CharSequence {
    private final CharSequence text;
    private int reads;

    CountedText(CharSequence text, int reads) {
      this.text = text;
      this.reads = reads;
    }

    @Override
    public char charAt(int index) {
      if (--reads < 0) {
        throw new TooManyReads();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.subSequence(start, end), reads);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
