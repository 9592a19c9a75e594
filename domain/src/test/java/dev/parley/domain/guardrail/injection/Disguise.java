package dev.parley.domain.guardrail.injection;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** Ways to write an order so that a reader of letters misses it. */
enum Disguise {
  BASE64 {
    @Override
    String wear(String text) {
      return Base64.getEncoder().encodeToString(bytes(text));
    }
  },
  HEX {
    @Override
    String wear(String text) {
      return HexFormat.of().formatHex(bytes(text));
    }
  },
  HEX_ESCAPES {
    @Override
    String wear(String text) {
      return HexFormat.of().withPrefix("\\x").formatHex(bytes(text));
    }
  },
  ENTITIES {
    @Override
    String wear(String text) {
      return each(text, c -> "&#" + c + ";");
    }
  },
  ROT13 {
    @Override
    String wear(String text) {
      return each(
          text,
          c ->
              c >= 'a' && c <= 'z'
                  ? Character.toString('a' + (c - 'a' + 13) % 26)
                  : c >= 'A' && c <= 'Z'
                      ? Character.toString('A' + (c - 'A' + 13) % 26)
                      : Character.toString(c));
    }
  },
  REVERSED {
    @Override
    String wear(String text) {
      return new StringBuilder(text).reverse().toString();
    }
  },
  LEET {
    @Override
    String wear(String text) {
      return text.replace('e', '3').replace('o', '0').replace('i', '1').replace('s', '5');
    }
  },
  SPACED {
    @Override
    String wear(String text) {
      return each(text, c -> c == ' ' ? " " : Character.toString(c) + ' ').strip();
    }
  },
  TAGS {
    @Override
    String wear(String text) {
      return "Good morning " + each(text, c -> Character.toString(0xE0000 + c));
    }
  },
  SELECTORS {
    @Override
    String wear(String text) {
      return "Good morning" + each(text, c -> Character.toString(0xE00F0 + c));
    }
  },
  ZERO_WIDTH {
    @Override
    String wear(String text) {
      return each(text, c -> Character.toString(c) + '\u200B');
    }
  },
  CYRILLIC {
    @Override
    String wear(String text) {
      return text.replace('o', '\u043E').replace('e', '\u0435').replace('a', '\u0430');
    }
  },
  FULL_WIDTH {
    @Override
    String wear(String text) {
      return each(text, c -> Character.toString(c > ' ' ? c + 0xFEE0 : c));
    }
  },
  MATHEMATICAL {
    @Override
    String wear(String text) {
      return each(text, c -> Character.toString(c >= 'a' && c <= 'z' ? 0x1D41A + c - 'a' : c));
    }
  },
  MARKED {
    @Override
    String wear(String text) {
      return each(text, c -> Character.toString(c) + "\u0336\u0321");
    }
  },
  BIDI {
    @Override
    String wear(String text) {
      return '\u202E' + new StringBuilder(text).reverse().toString() + '\u202C';
    }
  };

  abstract String wear(String text);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String each(String text, IntFunction<String> change) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.append(change.apply(c)));
    return out.toString();
  }
}
