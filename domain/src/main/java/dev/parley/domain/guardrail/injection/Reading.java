package dev.parley.domain.guardrail.injection;

/**
 * One folded text read once, token by token and sentence by sentence; each token, sign and end of a
 * sentence is told to those who look for something in it.
 */
final class Reading {
  private static final int SHORTEST_CONTENT_WORD = 4;
  private static final int LONG_TEXT = 1_000;

  // Folding writes a back-tick as an apostrophe.
  private static final String FENCE = "'''";

  private static final String[] KEYS = {
    "secret", "the key", "key", "flag", "token", "password", "api key"
  };

  private static final String[] BEHIND_KEYS = {
    " of ",
    " to ",
    " garden",
    " ingredient",
    " agent",
    " santa",
    " points",
    " policy",
    " policies",
    " manager",
    " reset",
    " hash",
    " protect",
    " secur",
    " is for"
  };

  private final CountedText text;
  private final boolean spaced;
  private final TermPlaces places = new TermPlaces();
  private final Combinations combinations = new Combinations(places);
  private final Markers markers;
  private final Sentences sentences = new Sentences(places);
  private final Repetition repetition = new Repetition();
  private final Lexicon.Hit hit = new Lexicon.Hit();

  /**
   * @param spaced whether the text has its spaces still
   */
  Reading(CharSequence text, boolean spaced) {
    this.text = new CountedText(text);
    this.spaced = spaced;
    this.markers = new Markers(this.text, combinations);
    read();
  }

  long work() {
    return text.work();
  }

  private void read() {
    int i = 0;
    boolean lineStart = true;
    while (i < text.length()) {
      char c = text.charAt(i);
      text.count(1);
      if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
        i = token(i, lineStart);
        lineStart = false;
      } else {
        markers.read(i, lineStart);
        if (c == '\'' && text.holds(i, FENCE)) {
          sentences.readFence();
          i += FENCE.length();
          continue;
        }
        if (c == '\n') {
          sentences.end(false);
          lineStart = true;
        } else if (c == '!' || c == '?' || (c == '.' && endsSentence(i))) {
          sentences.end(c == '?');
        } else if (c != ' ' && c != '#' && c != '*' && c != '[' && c != '<' && c != '-') {
          lineStart = false;
        }
        i++;
      }
    }
    sentences.end(false);
    markers.readEnd();
  }

  private boolean endsSentence(int at) {
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return next == ' '
        || next == '\n'
        || next == '"'
        || next == '\''
        || next == ')'
        || Script.isUnspaced(next);
  }

  /** Reads a token, and says where it ends. */
  private int token(int start, boolean lineStart) {
    boolean unspaced = !spaced || Script.isUnspaced(text.charAt(start));
    Lexicon lexicon = spaced ? Lexicon.words() : Lexicon.joined();
    lexicon.at(text.chars(), start, !unspaced, hit);
    text.count(hit.steps);
    int end = start + 1;
    if (unspaced) {
      end = Math.max(end, hit.end);
      places.stretch();
    } else {
      while (end < text.length() && inWord(end)) {
        end++;
        text.count(1);
      }
    }
    if (end < text.length() && text.charAt(end) == ':') {
      markers.readLabel(start, end, lineStart);
    }
    word(start, end, isCommonKey(start, hit.end) ? hit.terms & ~Term.SECRET.bit() : hit.terms);
    return end;
  }

  /** Whether this is the key to or the secret of something, which nobody keeps. */
  private boolean isCommonKey(int start, int end) {
    return Term.SECRET.in(hit.terms) && text.holds(end, BEHIND_KEYS) && text.holds(start, KEYS);
  }

  private boolean inWord(int at) {
    char c = text.charAt(at);
    if (Script.isUnspaced(c)) {
      return false;
    }
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || (c == '\'' && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1)));
  }

  private void word(int start, int end, long terms) {
    int hash = hash(start, end);
    places.read(terms);
    repetition.read(hash);
    sentences.read(terms, hash, end - start >= SHORTEST_CONTENT_WORD && terms == 0);
    combinations.read(terms);
  }

  private int hash(int start, int end) {
    int hash = 7;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  /** Writes what was found; what was not found stays as it is. */
  void fill(FeatureValues values) {
    TermFeatures terms = new TermFeatures(places);
    terms.fill(values);
    terms.fillSecret(values, combinations, markers);
    combinations.fill(values);
    markers.fill(values);
    sentences.fill(values);
    int tokens = places.tokens();
    values.raise(Feature.REPETITION, places.isStretched() ? 0 : repetition.of(tokens));
    values.raise(Feature.LENGTH, Features.many(Math.log1p(tokens), Math.log1p(LONG_TEXT)));
    if (markers.hasImageWithData() && places.has(Term.SEND)) {
      values.raise(Feature.EXFILTRATION, 1);
    }
  }
}
