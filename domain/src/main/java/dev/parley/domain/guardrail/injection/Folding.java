package dev.parley.domain.guardrail.injection;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes a text the plain way: lower case, compatibility forms resolved (NFKD, UAX #15), marks
 * dropped, look-alikes of Latin letters replaced (the commonest of UTS #39, chosen by hand), what
 * cannot be seen taken out and kept aside.
 *
 * <p>Each code point is normalised alone: reordering long runs of marks, as a whole-text
 * normalisation must, takes quadratic time on hostile input.
 */
final class Folding {
  private static final String LOOK_ALIKES =
      "аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhӏlкkмmтtвbнhгrпnиuѵvԍgɡgзe"
          + "αaοoρpεeιiκkνvτtυuχxγyηnωwσoβbμuζzδdϲcϳjθo"
          + "օoսuոnհhցgաw"
          + "ꭺaᴄcꮯcꭼeꮋhꮶkꮮlꮇmꮲpꮪsꭲtꮩvꮃwꮓz";
  private static final String ALWAYS =
      "ıiłløoæaœođdðdþpħhŧtɑaɩiʟlɴnʀrᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkᴍmᴏoᴘpꜱsᴛtᴜuᴠvᴡwʏyᴢzɐaǝeɔcɟfƃgɥhɾjʞkɯmɹrʇtʌvʍwʎy"
          + "’'‘'ʼ'`'“\"”\"„\"«\"»\"–-—-‐-‑-‒-−-。.！!？?，,：:；;、,؟?،,।.";
  private static final Map<Integer, Character> LOOKS_LIKE = table(LOOK_ALIKES);
  private static final Map<Integer, Character> PLAIN = table(ALWAYS);
  private static final int BLACK_FLAG = 0x1F3F4;
  private static final int LONGEST_FLAG = 7;

  private final StringBuilder out;
  private final StringBuilder hidden = new StringBuilder();
  private final StringBuilder selectors = new StringBuilder();
  private int invisible;
  private int bidi;
  private int lookAlikes;
  private int flag;
  private int previous;

  private Folding(int length) {
    out = new StringBuilder(length);
  }

  /**
   * A text as it reads.
   *
   * @param hidden what was written in characters that cannot be seen
   * @param invisible how many zero-width characters stood inside words
   * @param bidi how many controls turned the direction of writing
   * @param lookAlikes how many words borrowed letters from another script
   */
  record Folded(String text, String hidden, int invisible, int bidi, int lookAlikes) {}

  static Folded fold(String text) {
    Folding folding = new Folding(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      folding.accept(c);
      i += Character.charCount(c);
    }
    folding.endSelectors();
    String words = folding.replaceLookAlikes();
    return new Folded(
        words, folding.hidden.toString(), folding.invisible, folding.bidi, folding.lookAlikes);
  }

  private void accept(int c) {
    if (c < 0x80) {
      endSelectors();
      acceptAscii((char) c);
      previous = c;
      return;
    }
    if (selector(c) || tag(c) || control(c)) {
      return;
    }
    endSelectors();
    flag = c == BLACK_FLAG ? LONGEST_FLAG : 0;
    previous = c;
    if (Script.isUnspaced(c)) {
      out.appendCodePoint(c);
      return;
    }
    int letter = boxedLetter(c);
    if (letter != 0) {
      out.append((char) letter);
      return;
    }
    appendPlain(c);
  }

  private void acceptAscii(char c) {
    flag = 0;
    if (c == '\n' || c == '\r') {
      trimSpace();
      if (!out.isEmpty() && last() != '\n') {
        out.append('\n');
      }
    } else if (c <= ' ') {
      space();
    } else {
      out.append(c == '`' ? '\'' : c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
  }

  private void space() {
    if (!out.isEmpty() && last() != ' ' && last() != '\n') {
      out.append(' ');
    }
  }

  private void trimSpace() {
    if (!out.isEmpty() && last() == ' ') {
      out.setLength(out.length() - 1);
    }
  }

  private char last() {
    return out.charAt(out.length() - 1);
  }

  private void appendPlain(int c) {
    if (c == 0x2028 || c == 0x2029 || c == 0x85) {
      acceptAscii('\n');
      return;
    }
    if (Character.isSpaceChar(c)) {
      space();
      return;
    }
    String form = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD);
    // One ligature stands for eighteen letters: a form that long is decoration, not a disguise.
    if (form.length() > 8) {
      out.appendCodePoint(c);
      return;
    }
    for (int i = 0; i < form.length(); ) {
      int part = form.codePointAt(i);
      i += Character.charCount(part);
      int type = Character.getType(part);
      if (type != Character.NON_SPACING_MARK && type != Character.ENCLOSING_MARK) {
        int lower = Character.toLowerCase(part);
        Character plain = PLAIN.get(lower);
        if (lower == 'ß') {
          out.append("ss");
        } else if (plain != null) {
          out.append(plain.charValue());
        } else {
          out.appendCodePoint(lower);
        }
      }
    }
  }

  /** Variation selectors carry bytes when they come in runs: 1..16 and 17..256 stand for 0..255. */
  private boolean selector(int c) {
    int value =
        c >= 0xFE00 && c <= 0xFE0F ? c - 0xFE00 : c >= 0xE0100 && c <= 0xE01EF ? c - 0xE00F0 : -1;
    if (value >= 0) {
      selectors.append((char) value);
    }
    return value >= 0;
  }

  private void endSelectors() {
    if (selectors.length() >= 4) {
      hidden.append(selectors).append('\n');
    }
    selectors.setLength(0);
  }

  /** Tag characters spell ASCII that no font shows, except after a flag, whose region they name. */
  private boolean tag(int c) {
    if (c < 0xE0000 || c > 0xE007F) {
      return false;
    }
    if (flag > 0) {
      flag--;
    } else if (c >= 0xE0020 && c < 0xE007F) {
      hidden.append((char) (c & 0x7F));
    }
    return true;
  }

  private boolean control(int c) {
    if (Character.getType(c) != Character.FORMAT) {
      return false;
    }
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
      bidi++;
    } else if (Script.isLatin(previous)) {
      invisible++;
    }
    return true;
  }

  /** Letters drawn in discs, boxes and as flags, which have no compatibility form. */
  private static int boxedLetter(int c) {
    if (c >= 0x1F150 && c <= 0x1F169) {
      return 'a' + c - 0x1F150;
    }
    if (c >= 0x1F170 && c <= 0x1F189) {
      return 'a' + c - 0x1F170;
    }
    if (c >= 0x1F1E6 && c <= 0x1F1FF) {
      return 'a' + c - 0x1F1E6;
    }
    return 0;
  }

  private String replaceLookAlikes() {
    int latin = 0;
    int others = 0;
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (Script.isLatin(c)) {
        latin++;
      } else if (Script.hasLookAlikes(c)) {
        others++;
      }
    }
    if (others == 0) {
      return out.toString();
    }
    boolean mostlyLatin = latin > 2 * others;
    int start = 0;
    while (start < out.length()) {
      int end = start;
      boolean hasLatin = false;
      int foreign = 0;
      boolean allLook = true;
      while (end < out.length() && Character.isLetterOrDigit(out.charAt(end))) {
        char c = out.charAt(end);
        if (Script.hasLookAlikes(c)) {
          foreign++;
          allLook &= LOOKS_LIKE.containsKey((int) c);
        } else {
          hasLatin |= Script.isLatin(c);
        }
        end++;
      }
      if (foreign > 0 && (hasLatin || (mostlyLatin && allLook && foreign > 1))) {
        lookAlikes++;
        for (int i = start; i < end; i++) {
          Character like = LOOKS_LIKE.get((int) out.charAt(i));
          if (like != null) {
            out.setCharAt(i, like);
          }
        }
      }
      start = end + 1;
    }
    return out.toString();
  }

  private static Map<Integer, Character> table(String pairs) {
    Map<Integer, Character> table = new HashMap<>();
    for (int i = 0; i < pairs.length(); i += 2) {
      table.put((int) pairs.charAt(i), pairs.charAt(i + 1));
    }
    return Map.copyOf(table);
  }
}
