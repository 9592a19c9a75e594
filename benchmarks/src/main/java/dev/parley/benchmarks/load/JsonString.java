package dev.parley.benchmarks.load;

/** Strings of JSON, byte by byte. */
final class JsonString {
  private JsonString() {}

  /** Hands the bytes of a string on, up to the quote that ends it. */
  static void decode(byte[] bytes, int from, int to, StreamAccount account) {
    int at = from;
    while (at < to && bytes[at] != '"') {
      if (bytes[at] != '\\') {
        account.text(bytes[at]);
        at++;
      } else if (at + 1 < to && bytes[at + 1] == 'u') {
        character(bytes, at + 2, to, account);
        at += 6;
      } else if (at + 1 < to) {
        account.text(escaped(bytes[at + 1]));
        at += 2;
      } else {
        return;
      }
    }
  }

  private static byte escaped(byte letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> letter;
    };
  }

  /** A character below U+0800; our texts hold none above. */
  private static void character(byte[] bytes, int from, int to, StreamAccount account) {
    int code = 0;
    for (int i = from; i < Math.min(from + 4, to); i++) {
      code = (code << 4) | Character.digit(bytes[i], 16);
    }
    if (code < 0x80) {
      account.text((byte) code);
    } else {
      account.text((byte) (0xc0 | (code >> 6)));
      account.text((byte) (0x80 | (code & 0x3f)));
    }
  }
}
