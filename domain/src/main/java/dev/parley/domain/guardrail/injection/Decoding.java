package dev.parley.domain.guardrail.injection;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Other ways to read a text, for orders that are written so that only the model reads them. Each
 * reading is one pass and no longer than the text, and no reading is read again.
 */
final class Decoding {
  private static final int SHORTEST_CODE = 16;
  private static final int SHORTEST_RUN = 5;
  private static final int LONGEST_WORD = 20;

  private Decoding() {}

  /** The words that base64 in the text stands for (RFC 4648, both alphabets). */
  static String base64(String text) {
    StringBuilder out = new StringBuilder();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && isBase64(text.charAt(end))) {
        end++;
      }
      if (end - start >= SHORTEST_CODE) {
        int length = (end - start) % 4 == 1 ? end - start - 1 : end - start;
        String code = text.substring(start, start + length).replace('-', '+').replace('_', '/');
        appendIfReadable(Base64.getDecoder().decode(code), out);
      }
      start = end + 1;
    }
    return out.toString();
  }

  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '-'
        || c == '_';
  }

  private static void appendIfReadable(byte[] bytes, StringBuilder out) {
    int readable = 0;
    for (byte b : bytes) {
      if ((b >= 'a' && b <= 'z') || b == ' ' || (b >= 'A' && b <= 'Z') || b < 0) {
        readable++;
      }
    }
    // Random bytes are letters, spaces or high in two of three; English is in more than nine.
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (readable * 10 >= bytes.length * 8 && text.indexOf('\uFFFD') < 0) {
      out.append(text).append('\n');
    }
  }

  /** Characters written by number: backslash, percent and entity escapes, hexadecimal, binary. */
  static String escapes(String text) {
    StringBuilder out = new StringBuilder();
    Digits run = new Digits(out);
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int used =
          switch (c) {
            case '\\' -> escape(text, i + 1, "xu", run);
            case '%' -> number(text, i + 1, 2, 16, run);
            case '&' -> entity(text, i, run);
            default -> 0;
          };
      if (used > 0) {
        i += used + 1;
        continue;
      }
      int digits = 0;
      boolean binary = true;
      int from = i;
      while (i < text.length()
          && Character.digit(text.charAt(i), 16) >= 0
          && text.charAt(i) < 128) {
        binary &= text.charAt(i) == '0' || text.charAt(i) == '1';
        digits++;
        i++;
      }
      if (digits == 0) {
        if (c != ' ' && c != ',' && c != ':') {
          run.end();
        }
        i++;
      } else if (binary && digits % 8 == 0) {
        for (int at = from; at < i; at += 8) {
          run.add(Integer.parseInt(text, at, at + 8, 2));
        }
      } else if (digits % 2 == 0 && (digits == 2 || digits >= SHORTEST_CODE)) {
        for (int at = from; at < i; at += 2) {
          run.add(Integer.parseInt(text, at, at + 2, 16));
        }
      } else {
        run.end();
      }
    }
    run.end();
    return out.toString();
  }

  private static int escape(String text, int at, String kinds, Digits run) {
    if (at >= text.length() || kinds.indexOf(text.charAt(at)) < 0) {
      return 0;
    }
    int used = number(text, at + 1, text.charAt(at) == 'x' ? 2 : 4, 16, run);
    return used == 0 ? 0 : used + 1;
  }

  private static int entity(String text, int at, Digits run) {
    if (at + 2 >= text.length() || text.charAt(at + 1) != '#') {
      return 0;
    }
    boolean hex = text.charAt(at + 2) == 'x' || text.charAt(at + 2) == 'X';
    int from = hex ? at + 3 : at + 2;
    int end = from;
    while (end < text.length()
        && end - from < 6
        && Character.digit(text.charAt(end), hex ? 16 : 10) >= 0) {
      end++;
    }
    if (end == from) {
      return 0;
    }
    run.add(Integer.parseInt(text, from, end, hex ? 16 : 10));
    boolean closed = end < text.length() && text.charAt(end) == ';';
    return end - at - (closed ? 0 : 1);
  }

  private static int number(String text, int from, int length, int radix, Digits run) {
    if (from + length > text.length()) {
      return 0;
    }
    int value = 0;
    for (int i = from; i < from + length; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0) {
        return 0;
      }
      value = value * radix + digit;
    }
    run.add(value);
    return length;
  }

  /** Characters by number that follow each other. */
  private static final class Digits {
    private final StringBuilder out;
    private final StringBuilder run = new StringBuilder();

    private Digits(StringBuilder out) {
      this.out = out;
    }

    private void add(int value) {
      if (value >= ' ' && value < 0xD800 && value != 127) {
        run.append((char) value);
      } else {
        end();
      }
    }

    private void end() {
      if (run.length() >= SHORTEST_RUN) {
        out.append(run).append('\n');
      }
      run.setLength(0);
    }
  }

  /** Letters by their place in the alphabet (1..26, 0 a space) or in ASCII, five at least. */
  static String numbers(String text) {
    StringBuilder out = new StringBuilder();
    StringBuilder places = new StringBuilder();
    StringBuilder codes = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        int value = 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
          value = Math.min(1000, value * 10 + text.charAt(i) - '0');
          i++;
        }
        if (value <= 26) {
          places.append(value == 0 ? ' ' : (char) ('a' + value - 1));
        } else {
          flush(places, out);
        }
        if (value >= ' ' && value < 127) {
          codes.append((char) value);
        } else {
          flush(codes, out);
        }
      } else {
        if (" ,-.\n/".indexOf(c) < 0) {
          flush(places, out);
          flush(codes, out);
        }
        i++;
      }
    }
    flush(places, out);
    flush(codes, out);
    return out.toString();
  }

  private static void flush(StringBuilder run, StringBuilder out) {
    if (run.length() >= SHORTEST_RUN) {
      out.append(run).append('\n');
    }
    run.setLength(0);
  }

  static String rot13(String folded) {
    char[] chars = folded.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'a' && chars[i] <= 'z') {
        chars[i] = (char) ('a' + (chars[i] - 'a' + 13) % 26);
      }
    }
    return new String(chars);
  }

  static String reversed(String folded) {
    return new StringBuilder(folded).reverse().toString();
  }

  /** Digits and signs that stand for letters inside words; empty when there are none. */
  static String leet(String folded) {
    char[] chars = folded.toCharArray();
    boolean changed = false;
    for (int i = 0; i < chars.length; i++) {
      int at = "013457@$!|".indexOf(chars[i]);
      if (at >= 0 && (isLetter(chars, i - 1) || isLetter(chars, i + 1))) {
        chars[i] = "oieastasil".charAt(at);
        changed = true;
      }
    }
    return changed ? new String(chars) : "";
  }

  private static boolean isLetter(char[] chars, int at) {
    return at >= 0 && at < chars.length && chars[at] >= 'a' && chars[at] <= 'z';
  }

  /** Words that were spelled with something between the letters, or run together. */
  static String joined(String folded) {
    StringBuilder out = new StringBuilder();
    StringBuilder run = new StringBuilder();
    int start = 0;
    while (start < folded.length()) {
      int end = start;
      while (end < folded.length() && Character.isLetter(folded.charAt(end))) {
        end++;
      }
      if (end == start) {
        end++;
      } else if (end - start == 1) {
        run.append(folded.charAt(start));
      } else {
        flush(run, out);
        if (end - start >= LONGEST_WORD) {
          out.append(folded, start, end).append('\n');
        }
      }
      start = end;
    }
    flush(run, out);
    return out.toString();
  }
}
