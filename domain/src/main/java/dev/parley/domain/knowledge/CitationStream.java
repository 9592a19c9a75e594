package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a streamed answer into text and citations: a marker {@code [n]} that names a passage stays
 * in the text and yields a citation the first time it is seen, a marker that names none is taken
 * out, as is the closing bracket that would make a marker of what stood around it. It holds back
 * only the characters of a marker that is not complete, fewer than {@value #MAX_MARKER_LENGTH};
 * everything else passes at once and unchanged.
 *
 * <p>In code, fenced or between backticks, {@code [0]} is an index: all of it passes. So does all
 * of an answer that no passages were shown for.
 *
 * <p>Not safe for use by several threads; one instance reads one answer.
 */
public final class CitationStream {
  /** Length of {@code [999]}: more passages than any prompt holds. */
  static final int MAX_MARKER_LENGTH = 5;

  /** How much of a claim is looked at, in characters. */
  private static final int MAX_CLAIM_LENGTH = 600;

  private final List<Passage> passages;
  private final Set<Integer> cited = new HashSet<>();
  private final List<Integer> dropped = new ArrayList<>();
  private final StringBuilder held = new StringBuilder();

  /** The end of what has passed, markers left out: what the next marker speaks for. */
  private final StringBuilder claim = new StringBuilder();

  /** Whether a sentence has ended and only markers for it may still come. */
  private boolean claimEnded;

  private final CodeSpans code = new CodeSpans();

  /** Whether what has passed ends with a bracket and perhaps digits behind it. */
  private boolean openBracket;

  /** Whether a marker was taken out of one that would only now become whole. */
  private boolean openMarker;

  /**
   * @param passages what was shown to the model; marker {@code [1]} names the first
   */
  public CitationStream(List<Passage> passages) {
    this.passages = List.copyOf(passages);
  }

  /** Text that may be sent, or a citation whose marker has been sent just before. */
  public sealed interface Part {
    /** Characters of the answer; never empty. */
    record Text(String text) implements Part {}

    /** A passage that the answer names for the first time. */
    record Cited(Citation citation) implements Part {}
  }

  /** Takes the next characters of the answer. */
  public List<Part> accept(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder ready = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      accept(text.charAt(i), ready, parts);
    }
    flush(ready, parts);
    return parts;
  }

  /** The answer has ended: what was held back was no marker. */
  public List<Part> finish() {
    List<Part> parts = new ArrayList<>();
    StringBuilder ready = new StringBuilder();
    release(ready);
    flush(ready, parts);
    return parts;
  }

  /** The numbers of the markers that named no passage and were taken out so far, in order. */
  public List<Integer> dropped() {
    return List.copyOf(dropped);
  }

  private void accept(char c, StringBuilder ready, List<Part> parts) {
    if (c == '[' && !passages.isEmpty() && !code.isOpen()) {
      release(ready);
      held.append(c);
    } else if (held.isEmpty()) {
      // A bracket that would close what is left of a marker is taken out with it.
      if (c != ']' || !openMarker) {
        pass(c, ready);
      }
    } else if (c >= '0' && c <= '9' && held.length() < MAX_MARKER_LENGTH - 1) {
      held.append(c);
    } else if (c == ']' && held.length() > 1) {
      marker(Integer.parseInt(held.substring(1)), ready, parts);
    } else {
      release(ready);
      pass(c, ready);
    }
  }

  private void marker(int index, StringBuilder ready, List<Part> parts) {
    held.setLength(0);
    if (index < 1 || index > passages.size()) {
      dropped.add(index);
      openMarker = openBracket;
      return;
    }
    openBracket = false;
    openMarker = false;
    ready.append('[').append(index).append(']');
    if (cited.add(index)) {
      flush(ready, parts);
      Citation citation = Quotes.cite(index, passages.get(index - 1), claim.toString());
      parts.add(new Part.Cited(citation));
    }
  }

  private void release(StringBuilder ready) {
    for (int i = 0; i < held.length(); i++) {
      pass(held.charAt(i), ready);
    }
    held.setLength(0);
  }

  private void pass(char c, StringBuilder ready) {
    ready.append(c);
    code.read(c);
    openBracket = c == '[' || (openBracket && c >= '0' && c <= '9');
    openMarker &= openBracket && c != '[';
    if (claimEnded && !Character.isWhitespace(c)) {
      claim.setLength(0);
      claimEnded = false;
    }
    claim.append(c);
    if (claim.length() > MAX_CLAIM_LENGTH) {
      claim.delete(0, claim.length() - MAX_CLAIM_LENGTH);
    }
    if (c == '\n' || (Character.isWhitespace(c) && endsSentence())) {
      claimEnded = true;
    }
  }

  private boolean endsSentence() {
    String before = claim.toString().stripTrailing();
    return before.endsWith(".") || before.endsWith("!") || before.endsWith("?");
  }

  private static void flush(StringBuilder ready, List<Part> parts) {
    if (!ready.isEmpty()) {
      parts.add(new Part.Text(ready.toString()));
      ready.setLength(0);
    }
  }
}
