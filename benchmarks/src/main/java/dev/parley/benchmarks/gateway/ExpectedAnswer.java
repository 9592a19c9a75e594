package dev.parley.benchmarks.gateway;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every answer of one server must be, to the byte. It is learnt from one answer that was
 * looked at closely, since each server may write the same JSON in its own way; but for the marker
 * of the question all answers are alike.
 */
final class ExpectedAnswer {
  private static final Pattern CONTENT =
      Pattern.compile("\"content\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final String END_OF_STREAM = "data: [DONE]\n\n";

  private final byte[] before;
  private final byte[] after;

  private ExpectedAnswer(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Learns from an answer.
   *
   * @param marker of its question, which it must hold once
   * @param text all that the provider wrote
   * @return empty if that is not the answer's text, or its end is missing
   */
  static Optional<ExpectedAnswer> learn(byte[] answer, byte[] marker, String text, boolean stream) {
    String body = new String(answer, StandardCharsets.UTF_8);
    StringBuilder content = new StringBuilder();
    for (Matcher piece = CONTENT.matcher(body); piece.find(); ) {
      content.append(piece.group(1));
    }
    String wanted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    boolean whole = stream ? body.endsWith(END_OF_STREAM) : body.contains("\"completion_tokens\":");
    int at = indexOf(answer, marker, 0);
    if (!whole || !content.toString().equals(wanted) || at < 0) {
      return Optional.empty();
    }
    int end = at + marker.length;
    return indexOf(answer, marker, end) >= 0
        ? Optional.empty()
        : Optional.of(
            new ExpectedAnswer(
                Arrays.copyOf(answer, at), Arrays.copyOfRange(answer, end, answer.length)));
  }

  private static int indexOf(byte[] bytes, byte[] part, int from) {
    for (int i = from; i <= bytes.length - part.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the first {@code length} bytes are the answer to the question with this marker. */
  boolean matches(byte[] answer, int length, byte[] marker) {
    int end = before.length + marker.length;
    return length == end + after.length
        && Arrays.equals(answer, 0, before.length, before, 0, before.length)
        && Arrays.equals(answer, before.length, end, marker, 0, marker.length)
        && Arrays.equals(answer, end, length, after, 0, after.length);
  }
}
