package dev.parley.adapters.persistence.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * An event as one line of a journal file: {@code CHECKSUM SEQ MARK TYPE JSON}. The checksum is the
 * CRC-32C of everything after it, as 8 hexadecimal digits; the mark is {@code .} on the terminal
 * event and {@code +} on every other.
 */
final class JournalLine {
  private static final int CHECKSUM_DIGITS = 8;
  private static final int BODY = CHECKSUM_DIGITS + 1;
  private static final char LAST = '.';
  private static final char MORE = '+';

  private JournalLine() {}

  /** The line with its line feed. */
  static byte[] write(Entry entry) {
    Encoded event = entry.event();
    byte[] line =
        ("00000000 "
                + entry.seq()
                + ' '
                + (event.terminal() ? LAST : MORE)
                + ' '
                + event.type()
                + ' '
                + event.json()
                + '\n')
            .getBytes(UTF_8);
    byte[] checksum = checksum(line, BODY, line.length - 1).getBytes(US_ASCII);
    System.arraycopy(checksum, 0, line, 0, CHECKSUM_DIGITS);
    return line;
  }

  /**
   * Reads the line between two offsets, line feed excluded; empty if it was not written whole, or
   * if it is not what was written.
   */
  static Optional<Entry> read(byte[] bytes, int from, int to) {
    if (to - from <= BODY
        || !new String(bytes, from, CHECKSUM_DIGITS, US_ASCII)
            .equals(checksum(bytes, from + BODY, to))) {
      return Optional.empty();
    }
    String[] fields = new String(bytes, from + BODY, to - from - BODY, UTF_8).split(" ", 4);
    return Optional.of(
        new Entry(
            Long.parseLong(fields[0]),
            new Encoded(fields[2], fields[3], fields[1].charAt(0) == LAST)));
  }

  private static String checksum(byte[] bytes, int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, to - from);
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
