package dev.parley.domain.guardrail.injection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The terms as a trie over characters, walked from the start of a token. A walk is never longer
 * than the longest term, so reading a text is linear in its length. Immutable once loaded.
 */
final class Lexicon {
  /** Longest term in characters; a longer line in the resource is refused. */
  static final int LONGEST_TERM = 40;

  private static final Lexicon WORDS = of(lines("lexicon.tsv"), false);
  private static final Lexicon JOINED = of(lines("lexicon.tsv"), true);

  private final Node root = new Node();

  private Lexicon() {}

  /** Terms as they are written, between the boundaries of words. */
  static Lexicon words() {
    return WORDS;
  }

  /** Terms of five characters and more without their spaces, for text that has lost its own. */
  static Lexicon joined() {
    return JOINED;
  }

  /** What was found at a place: what it stands for, and where the longest term ends. */
  static final class Hit {
    long terms;
    int end;
    int steps;
  }

  /**
   * Looks for the terms that begin at a place.
   *
   * @param bounded whether a term has to end where a word does
   */
  void at(CharSequence text, int start, boolean bounded, Hit hit) {
    hit.terms = 0;
    hit.end = start;
    hit.steps = 0;
    Node node = root;
    int at = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      Node next = node.child(isGap(c) ? ' ' : c);
      hit.steps++;
      if (next == null) {
        return;
      }
      node = next;
      at++;
      if (node.prefixTerms != 0) {
        hit.terms |= node.prefixTerms;
        hit.end = at;
      }
      if (node.terms != 0 && (!bounded || isBoundary(text, at))) {
        hit.terms |= node.terms;
        hit.end = at;
      }
    }
  }

  private static boolean isGap(char c) {
    return c == '\n' || c == '_' || c == '-';
  }

  private static boolean isBoundary(CharSequence text, int at) {
    char before = text.charAt(at - 1);
    return at == text.length()
        || !Character.isLetterOrDigit(before)
        || Script.isUnspaced(before)
        || !Character.isLetterOrDigit(text.charAt(at));
  }

  /**
   * Terms from lines of a class, a tab and words parted by commas.
   *
   * @param joined whether words lose their spaces, and those below five characters are left out
   */
  static Lexicon of(Iterable<String> lines, boolean joined) {
    Lexicon lexicon = new Lexicon();
    for (String line : lines) {
      int tab = line.indexOf('\t');
      Term term = Term.valueOf(line.substring(0, tab));
      for (String word : line.substring(tab + 1).split(",", -1)) {
        lexicon.add(word, term, joined);
      }
    }
    return lexicon;
  }

  private void add(String word, Term term, boolean joined) {
    boolean prefix = word.endsWith("*");
    String folded =
        Folding.fold(prefix ? word.substring(0, word.length() - 1) : word)
            .text()
            .strip()
            .replace('-', ' ')
            .replace('_', ' ');
    if (joined) {
      folded = folded.replace(" ", "");
      if (folded.length() < 5) {
        return;
      }
    }
    if (folded.isEmpty() || folded.length() > LONGEST_TERM) {
      throw new IllegalStateException(
          "term: '" + word + "' (expected: 1.." + LONGEST_TERM + " characters)");
    }
    Node node = root;
    for (int i = 0; i < folded.length(); i++) {
      node = node.childOrNew(folded.charAt(i));
    }
    if (prefix && !joined) {
      node.prefixTerms |= term.bit();
    } else {
      node.terms |= term.bit();
    }
  }

  /** The lines of a resource beside this class, without comments and blank ones. */
  static Iterable<String> lines(String resource) {
    try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + resource + " (expected: in the jar)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("resource: " + resource, e);
    }
  }

  private static final class Node {
    // Most characters are ASCII: an array for them costs less time than a map.
    private final @Nullable Node[] ascii = new @Nullable Node[128];
    private @Nullable Map<Character, Node> others;
    private long terms;
    private long prefixTerms;

    private @Nullable Node child(char c) {
      if (c < 128) {
        return ascii[c];
      }
      return others == null ? null : others.get(c);
    }

    private Node childOrNew(char c) {
      Node found = child(c);
      if (found != null) {
        return found;
      }
      Node made = new Node();
      if (c < 128) {
        ascii[c] = made;
      } else {
        if (others == null) {
          others = new HashMap<>();
        }
        others.put(c, made);
      }
      return made;
    }
  }
}
