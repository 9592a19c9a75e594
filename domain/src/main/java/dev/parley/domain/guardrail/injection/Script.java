package dev.parley.domain.guardrail.injection;

/** How scripts are told apart, as far as reading words needs it. */
final class Script {
  private Script() {}

  /** Whether words of this character's script are written without spaces between them. */
  static boolean isUnspaced(int c) {
    return (c >= 0x3040 && c <= 0x30FF) // kana
        || (c >= 0x3400 && c <= 0x9FFF) // ideographs
        || (c >= 0xAC00 && c <= 0xD7A3) // Hangul, whose particles are glued to the words
        || (c >= 0x0E00 && c <= 0x0E7F) // Thai
        || (c >= 0x20000 && c <= 0x3FFFF);
  }

  static boolean isLatin(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x24F);
  }

  /** Whether the script has letters that look like Latin ones. */
  static boolean hasLookAlikes(int c) {
    return (c >= 0x370 && c <= 0x58F) || (c >= 0x13A0 && c <= 0x13FF);
  }
}
