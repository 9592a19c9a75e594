package dev.parley.adapters.vector.parsing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import org.apache.tika.parser.txt.CharsetDetector;
import org.apache.tika.parser.txt.CharsetMatch;

/**
 * Tells text from other bytes, and which charset it is in: UTF-8, UTF-16 with a byte order mark, or
 * an older one that its bytes suggest. Bytes that make no sense as text have no charset.
 */
final class Charsets {
  /** What is looked at of a file that only has to be judged. */
  private static final int BEGINNING = 1 << 20;

  /** What the detector looks at. */
  private static final int SAMPLE = 12_000;

  /** One in so many characters of a text may be a control or beyond decoding. */
  private static final int TOLERANCE = 100;

  /** What most files hold that are in no Unicode charset. */
  private static final Charset WESTERN = Charset.forName("windows-1252");

  private Charsets() {}

  /** The charset of a whole file. */
  static Optional<Charset> of(byte[] content) {
    return of(ByteBuffer.wrap(content), true);
  }

  /** The charset that the beginning of a file suggests, quickly. */
  static Optional<Charset> ofBeginning(byte[] content) {
    int length = Math.min(content.length, BEGINNING);
    return of(ByteBuffer.wrap(content, 0, length), length == content.length);
  }

  private static Optional<Charset> of(ByteBuffer content, boolean whole) {
    if (isUtf16(content)) {
      return Optional.of(StandardCharsets.UTF_16)
          .filter(charset -> isText(content, strict(charset), whole));
    }
    if (isText(content, strict(StandardCharsets.UTF_8), whole)) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    return detected(content)
        .or(() -> Optional.of(WESTERN))
        .filter(charset -> isText(content, lenient(charset), whole))
        .or(() -> Optional.of(WESTERN).filter(charset -> isText(content, lenient(charset), whole)));
  }

  private static boolean isUtf16(ByteBuffer content) {
    if (content.remaining() < 2) {
      return false;
    }
    short mark = content.getShort(content.position());
    return mark == (short) 0xFEFF || mark == (short) 0xFFFE;
  }

  private static CharsetDecoder strict(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  private static CharsetDecoder lenient(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** The detector's best guess from the part around the first byte that is not ASCII. */
  private static Optional<Charset> detected(ByteBuffer content) {
    int first = content.position();
    while (first < content.limit() && content.get(first) >= 0) {
      first++;
    }
    int from = Math.max(content.position(), first - SAMPLE / 2);
    byte[] sample = new byte[Math.min(SAMPLE, content.limit() - from)];
    content.get(from, sample);
    CharsetMatch match = new CharsetDetector(SAMPLE).setText(sample).detect();
    if (match == null || match.getName().equals(StandardCharsets.ISO_8859_1.name())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(match.getName()));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static boolean isText(ByteBuffer content, CharsetDecoder decoder, boolean whole) {
    ByteBuffer in = content.duplicate();
    CharBuffer out = CharBuffer.allocate(8_192);
    long characters = 0;
    long odd = 0;
    CoderResult result;
    do {
      result = decoder.decode(in, out, whole);
      out.flip();
      characters += out.length();
      while (out.hasRemaining()) {
        char c = out.get();
        if (c == 0) {
          return false;
        }
        odd += isOdd(c) ? 1 : 0;
      }
      out.clear();
    } while (result.isOverflow());
    return !result.isError() && odd * TOLERANCE <= characters;
  }

  /** Controls that no text has, and what stands for bytes that could not be decoded. */
  private static boolean isOdd(char c) {
    boolean layout =
        c == '\t'
            || c == '\n'
            || c == '\r'
            || c == '\f'
            || c == '\u000B'
            || c == '\u0085'
            || c == '\u001A'
            || c == '\u001B';
    return (Character.isISOControl(c) && !layout) || c == '\uFFFD';
  }
}
