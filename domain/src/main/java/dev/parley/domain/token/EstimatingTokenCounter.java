package dev.parley.domain.token;

/**
 * Estimates tokens without a vocabulary, calibrated against the byte-pair vocabularies {@code
 * cl100k_base} and {@code o200k_base}: what is estimated is the larger of their two counts.
 *
 * <p>A word costs a token, which buys its first letters; beyond them, it costs what its pairs of
 * neighbouring letters do: pairs that stand in many words were merged and are nearly free, others
 * are not. A change from small letters to capitals begins a word. Digits come in threes. Marks,
 * breaks and blanks cost one where they change and less where they repeat; one blank belongs to the
 * word behind it. A character of another script costs what its script does, at most a token for
 * each byte of its UTF-8.
 *
 * <p>Its bounds are checked by properties against the exact counters. A page that people or
 * programs wrote, be it prose of any language, code, JSON or encoded bytes, has at most {@link
 * #USUAL_FACTOR} times the tokens estimated; a text sought out with the vocabulary in hand has at
 * most {@link #WORST_FACTOR} times. Random Chinese characters and syllables of Hangul lie between
 * the two. It counts about a fifth too much on English prose, and more on scripts other than Latin,
 * which cost what the older vocabulary makes of them.
 *
 * <p>Cut before white space, a text has at most as many tokens as its parts together; more text
 * never has fewer. One pass, no allocation.
 */
public final class EstimatingTokenCounter implements TokenCounter {
  /** No text has more than this many times the tokens estimated, not even one made to have. */
  public static final double WORST_FACTOR = 5;

  /** No page that was not made to deceive has more than this many times the tokens estimated. */
  public static final double USUAL_FACTOR = 1.35;

  /** What a page has at least, in characters. */
  public static final int PAGE = 1_000;

  /** Costs are in sixteenths of a token. */
  private static final int TOKEN = 16;

  /** What the token of a word buys besides it: its first pairs. */
  private static final int FIRST_PAIRS = 20;

  private static final int ACCENTED = 22;

  /** Vietnamese, for the most part. */
  private static final int TWICE_ACCENTED = 26;

  private static final int AFTER_ACCENTED = 7;

  /** What a pair of capitals costs more than the same pair of small letters. */
  private static final int CAPITALS = 3;

  private static final int OTHER_MARK = 13;
  private static final int SAME_MARK = 4;
  private static final int DIGITS_PER_TOKEN = 3;

  /** So many pairs of vowels alone, or of consonants alone, on end are no syllable. */
  private static final int CLUSTER = 3;

  /** So many letters in one word are more than one vocabulary entry. */
  private static final int LONG = 11;

  /** The least that a pair costs beyond either. */
  private static final int UNUSUAL = 8;

  private static final int LETTERS = 26;

  /**
   * The cost of a pair of letters, {@code a} for 0 to {@code q} for 16; a row for each first
   * letter. Least squares over 83,000 words of 80 languages in Latin script, each counted with a
   * blank before it and weighted by how often it stands in text, English tenfold; at least 2.
   */
  private static final String PAIRS =
      ""
          + "pccfpncnjoichdqgqdgcmhndcl"
          + "kkqggmqqicnccmjiohchkjqqjq"
          + "cicqcoqedqccqqcnccfcdqqpii"
          + "lqlndkcqfmqfdnjnckdpkcmqel"
          + "ilccjfjlqqoigfiecfckqfhciq"
          + "jgoqfcfqfqoilqiqoiohgqqpfg"
          + "opqqgcecjqojcdoqqdfplqqqeg"
          + "jcqqemcofnimccemokghqoqkcc"
          + "hccgeceqqnlfhccdjkeeqcqgnc"
          + "kijpiqcolgeqkmiqkqlnjjqkqj"
          + "nfofhliqmqkoijodqqjlqqqknp"
          + "jgpkfimqfqmemjjknkcgkgqkcq"
          + "gfqqckqqfqnqclhcqqcqjqpqjq"
          + "iocegccpimkhejkilkccpcmqil"
          + "ihcimccqlqgcecfdqcgjcecccq"
          + "idqkdkqckqpccqfcqedckqqqfq"
          + "qokqqqkqnlkokkqkjqpgckqkok"
          + "ghcccccpfkgfcddcojcgnegqcm"
          + "nqfqgcqehqlkjolfqqceiqkkcq"
          + "ihfkciqccqkeemggqcdhlqcqcq"
          + "dccgdidpfljccdmfqcccqnockm"
          + "jqqqcqpqgqniopmqqqqqqpqqlq"
          + "ijqhhnqcckccqcfckecnqkkqkp"
          + "ndclkqgqgkkihqqcmqpgqnqlgk"
          + "qnkqoqqqnoqqjpqlpqiqqqnkqh"
          + "lqkqepqqmqmqqooqmqpqpqpkec";

  public EstimatingTokenCounter() {}

  /** What characters count together with others like them. */
  private enum Kind {
    LETTER,
    DIGIT,
    BLANK,
    BREAK,
    MARK,
    OTHER
  }

  @Override
  public int count(CharSequence text) {
    int length = text.length();
    long cost = 0;
    int paid = 0;
    int run = 0;
    int letters = 0;
    char last = 0;
    Kind kind = Kind.OTHER;
    boolean blankAwaitsWord = false;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      Kind next = kindOf(c);
      if (blankAwaitsWord && (next == Kind.DIGIT || next == Kind.BLANK || next == Kind.BREAK)) {
        cost += TOKEN;
      }
      blankAwaitsWord = false;
      boolean goesOn = next == kind && i > 0;
      switch (next) {
        case LETTER -> {
          if (!goesOn || (isSmall(last) && isCapital(c))) {
            run = 0;
            letters = 1;
            cost += TOKEN;
            paid = isAscii(c) ? FIRST_PAIRS : FIRST_PAIRS - ACCENTED;
          } else {
            run = isVowel(c) == isVowel(last) ? run + 1 : 0;
            int pair = pair(last, c);
            letters++;
            paid -= run < CLUSTER && letters < LONG ? pair : Math.max(pair, UNUSUAL);
          }
          if (paid < 0) {
            cost -= paid;
            paid = 0;
          }
        }
        case DIGIT -> {
          run = goesOn ? run + 1 : 0;
          cost += run % DIGITS_PER_TOKEN == 0 ? TOKEN : 0;
        }
        case BLANK -> {
          run = goesOn && c == last ? run + 1 : 0;
          if (run == 0 && !goesOn && c == ' ') {
            blankAwaitsWord = true;
          } else {
            cost += run % MAX_CHARACTERS_PER_TOKEN == 0 ? TOKEN : 0;
          }
        }
        case BREAK -> {
          run = goesOn && c == last ? run + 1 : 0;
          boolean endsBreak = goesOn && c == '\n' && last == '\r';
          boolean begins = c == '\r' || run % MAX_CHARACTERS_PER_TOKEN == 0;
          cost += begins && !endsBreak ? TOKEN : 0;
        }
        case MARK -> cost += !goesOn ? TOKEN : c == last ? SAME_MARK : OTHER_MARK;
        case OTHER -> cost += foreign(c);
      }
      last = c;
      kind = next;
    }
    if (blankAwaitsWord) {
      cost += TOKEN;
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(cost, TOKEN));
  }

  private static Kind kindOf(char c) {
    if (isSmall(c) || isCapital(c) || isAccentedLatin(c)) {
      return Kind.LETTER;
    }
    if (c >= '0' && c <= '9') {
      return Kind.DIGIT;
    }
    if (c == ' ' || c == '\t') {
      return Kind.BLANK;
    }
    if (c == '\n' || c == '\r') {
      return Kind.BREAK;
    }
    return c > ' ' && c < '\u007F' ? Kind.MARK : Kind.OTHER;
  }

  private static int pair(char first, char second) {
    if (!isAscii(second)) {
      return second < '\u1E00' ? ACCENTED : TWICE_ACCENTED;
    }
    if (!isAscii(first)) {
      return AFTER_ACCENTED;
    }
    int cost = PAIRS.charAt(((first | ' ') - 'a') * LETTERS + ((second | ' ') - 'a')) - 'a';
    return isCapital(second) ? cost + CAPITALS : cost;
  }

  /** By Unicode block: scripts the vocabularies know little of cost nearly their bytes. */
  private static int foreign(char c) {
    if (c < '\u0080') {
      return TOKEN;
    }
    if (c < '\u0370') {
      return 24;
    }
    if (c < '\u0400') { // Greek
      return 18;
    }
    if (c < '\u0530') { // Cyrillic
      return 12;
    }
    if (c < '\u0590') { // Armenian
      return 32;
    }
    if (c < '\u0600') { // Hebrew
      return 21;
    }
    if (c < '\u0700') { // Arabic
      return 16;
    }
    if (c < '\u0900') {
      return 32;
    }
    if (c < '\u0980') { // Devanagari
      return 18;
    }
    if (c < '\u0A00') { // Bengali
      return 21;
    }
    if (c < '\u0B00') { // Gurmukhi, Gujarati
      return 29;
    }
    if (c < '\u0B80') { // Oriya
      return 44;
    }
    if (c < '\u0C00') { // Tamil
      return 22;
    }
    if (c < '\u0E00') { // Telugu to Sinhala
      return 32;
    }
    if (c < '\u0E80') { // Thai
      return 15;
    }
    if (c < '\u10A0') { // Lao, Tibetan, Burmese
      return 34;
    }
    if (c < '\u1100') { // Georgian
      return 31;
    }
    if (c < '\u2000') {
      return 45;
    }
    if (c < '\u2800') { // marks, arrows, mathematics, lines
      return 28;
    }
    if (c < '\u3000') {
      return 45;
    }
    if (c < '\u3100') { // Kana
      return 18;
    }
    if (c < '\u4E00') {
      return 45;
    }
    if (c < '\uA000') { // Chinese characters
      return 24;
    }
    if (c >= '\uAC00' && c < '\uD7B0') { // Hangul
      return 24;
    }
    if (c >= '\uD83C' && c <= '\uD83E') { // begins a picture
      return 22;
    }
    if (Character.isSurrogate(c)) {
      return c < '\uDC00' ? 42 : 22;
    }
    return c >= '\uFF00' ? 28 : 45;
  }

  private static boolean isAscii(char c) {
    return c < '\u0080';
  }

  private static boolean isSmall(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isVowel(char c) {
    return switch (c) {
      case 'a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y' -> true;
      default -> !isAscii(c);
    };
  }

  private static boolean isAccentedLatin(char c) {
    return (c >= 'À' && c <= 'ɏ' && c != '×' && c != '÷') || (c >= '\u1E00' && c <= '\u1EFF');
  }
}
