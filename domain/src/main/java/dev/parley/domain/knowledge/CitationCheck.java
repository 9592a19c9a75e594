package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What became of an answer's claims when they were held against the passages that it was made from:
 * which sentences are supported, which words in quotation marks are really there, and which markers
 * name nothing. It is lexical: a sentence in another language than its passages needs a marker to
 * count as supported, and a marker is taken at its word. Linear in the answer for given passages.
 *
 * @param sentences of the answer in order, fenced code left out
 * @param quotations of {@value #MIN_QUOTED_WORDS} words or more between quotation marks, in order
 * @param unresolved numbers in markers that name no passage, in order: those that were dropped
 *     while the answer was streamed, then those that still stand in it
 * @param misplaced citations whose quote does not stand where they say
 */
public record CitationCheck(
    List<Sentence> sentences,
    List<Quotation> quotations,
    List<Integer> unresolved,
    List<Citation> misplaced) {
  /** With fewer words that carry meaning a sentence claims nothing that could be looked up. */
  static final int MIN_CLAIM_WORDS = 3;

  /** A quotation of fewer words is a term or irony. */
  static final int MIN_QUOTED_WORDS = 3;

  /** A sentence is supported where a passage holds this share of its words. */
  public static final double MIN_OVERLAP = 0.5;

  private static final int MAX_MARKER_DIGITS = 3;

  /** As much of a quotation as is looked for. */
  private static final int MAX_QUOTED_WORDS = 64;

  private static final String OPENING_QUOTES = "\"“„«「『";
  private static final String CLOSING_QUOTES = "\"”“»」』";

  public CitationCheck {
    sentences = List.copyOf(sentences);
    quotations = List.copyOf(quotations);
    unresolved = List.copyOf(unresolved);
    misplaced = List.copyOf(misplaced);
  }

  /** Why a sentence may stand, if it may. */
  public enum Support {
    /** It bears a marker that names a passage. */
    CITED,
    /** A passage says much the same. */
    OVERLAPPING,
    /** It claims something, cites nothing, and no passage says much the same. */
    UNSUPPORTED,
    /** It claims nothing: a question, a heading, a few words. */
    NO_CLAIM
  }

  /**
   * A sentence of the answer.
   *
   * @param span in the answer, with its markers
   * @param markers the passages that it names, counted from 1
   * @param overlap the largest share of its words, 0 to 1, that one passage holds
   */
  public record Sentence(TextSpan span, Support support, List<Integer> markers, double overlap) {
    public Sentence {
      Objects.requireNonNull(span);
      Objects.requireNonNull(support);
      markers = List.copyOf(markers);
    }
  }

  /**
   * Words between quotation marks.
   *
   * @param span in the answer, without the marks
   * @param passage the first that holds the words, counted from 1; 0 if none does
   */
  public record Quotation(TextSpan span, int passage) {
    public Quotation {
      Objects.requireNonNull(span);
    }

    /** Whether some passage holds the words, whatever their case and punctuation. */
    public boolean isFound() {
      return passage > 0;
    }
  }

  /**
   * Checks a finished answer.
   *
   * @param passages what was shown to the model; marker {@code [1]} names the first
   * @param citations what the answer's markers yielded
   * @param dropped numbers of markers that were taken out already, see {@link
   *     CitationStream#dropped()}
   */
  public static CitationCheck of(
      String answer, List<Passage> passages, List<Citation> citations, List<Integer> dropped) {
    Reading reading = new Reading(answer, passages);
    reading.read();
    return new CitationCheck(
        reading.sentences,
        reading.quotations,
        Stream.concat(dropped.stream(), reading.unresolved.stream()).toList(),
        citations.stream().filter(citation -> !isInPlace(citation)).toList());
  }

  /** Sentences that claim something which nothing bears out. */
  public List<Sentence> unsupported() {
    return sentences.stream().filter(s -> s.support() == Support.UNSUPPORTED).toList();
  }

  /** Quotations that are in no passage. */
  public List<Quotation> misquoted() {
    return quotations.stream().filter(quotation -> !quotation.isFound()).toList();
  }

  /** Whether nothing at all was found wanting. */
  public boolean isClean() {
    return unsupported().isEmpty()
        && misquoted().isEmpty()
        && unresolved.isEmpty()
        && misplaced.isEmpty();
  }

  private static boolean isInPlace(Citation citation) {
    int offset = citation.span().start() - citation.passage().start();
    return citation.passage().text().startsWith(citation.quote(), offset);
  }

  /** One pass over an answer. */
  private static final class Reading {
    private final String answer;
    private final List<Set<String>> stems;
    private final List<String> words;

    /** The characters before which code has begun and not ended. */
    private final BitSet inCode = new BitSet();

    private final List<Sentence> sentences = new ArrayList<>();
    private final List<Quotation> quotations = new ArrayList<>();
    private final List<Integer> unresolved = new ArrayList<>();

    Reading(String answer, List<Passage> passages) {
      this.answer = answer;
      List<String> texts = passages.stream().map(Reading::all).toList();
      stems = texts.stream().map(Words::stems).toList();
      words = texts.stream().map(text -> sequence(Words.of(text))).toList();
    }

    private static String all(Passage passage) {
      return passage.title() + "\n" + passage.chunk().content().searchableText();
    }

    private static String sequence(List<String> words) {
      return " " + String.join(" ", words) + " ";
    }

    /** Reads what stands outside of fences. */
    void read() {
      CodeSpans code = new CodeSpans();
      int start = 0;
      int line = 0;
      for (int i = 0; i < answer.length(); i++) {
        boolean before = code.isFenced();
        inCode.set(i, code.isOpen());
        code.read(answer.charAt(i));
        if (code.isFenced() && !before) {
          readProse(new TextSpan(start, line));
        } else if (before && !code.isFenced()) {
          start = i + 1;
        }
        if (answer.charAt(i) == '\n') {
          line = i + 1;
        }
      }
      if (!code.isFenced()) {
        readProse(new TextSpan(start, answer.length()));
      }
    }

    private void readProse(TextSpan range) {
      for (TextSpan sentence : Sentences.in(answer, range)) {
        int start = takeLeadingMarkers(sentence);
        TextSpan rest = Sentences.trim(answer, start, sentence.end());
        if (rest.length() > 0) {
          add(rest);
        }
      }
    }

    /** A marker behind a full stop speaks for the sentence before it. */
    private int takeLeadingMarkers(TextSpan sentence) {
      int start = sentence.start();
      int end = sentences.isEmpty() ? -1 : endOfMarker(start, sentence.end());
      if (end < 0) {
        return start;
      }
      Sentence before = sentences.removeLast();
      List<Integer> markers = new ArrayList<>(before.markers());
      int behind = end;
      while (end >= 0) {
        resolve(start, end, markers);
        behind = end;
        start = Sentences.trim(answer, end, sentence.end()).start();
        end = endOfMarker(start, sentence.end());
      }
      TextSpan span = new TextSpan(before.span().start(), behind);
      sentences.add(judged(span, markers, before.overlap(), before.support()));
      return start;
    }

    private static Sentence judged(
        TextSpan span, List<Integer> markers, double overlap, Support otherwise) {
      return new Sentence(span, markers.isEmpty() ? otherwise : Support.CITED, markers, overlap);
    }

    private void add(TextSpan span) {
      List<Integer> markers = new ArrayList<>();
      StringBuilder plain = new StringBuilder();
      int i = span.start();
      while (i < span.end()) {
        int end = endOfMarker(i, span.end());
        if (end < 0) {
          plain.append(answer.charAt(i));
          i++;
        } else {
          resolve(i, end, markers);
          i = end;
        }
      }
      Set<String> claimed = Words.stems(plain);
      double overlap = overlap(claimed);
      Support support = overlap >= MIN_OVERLAP ? Support.OVERLAPPING : Support.UNSUPPORTED;
      boolean claims = claimed.size() >= MIN_CLAIM_WORDS && isStatement(plain.toString().strip());
      sentences.add(judged(span, markers, overlap, claims ? support : Support.NO_CLAIM));
      quote(span);
    }

    private static boolean isStatement(String sentence) {
      return !sentence.startsWith("#")
          && !sentence.endsWith("?")
          && !sentence.endsWith("？")
          && !sentence.endsWith(":");
    }

    private double overlap(Set<String> claimed) {
      double most = 0;
      for (Set<String> present : stems) {
        long shared = claimed.stream().filter(present::contains).count();
        most = Math.max(most, claimed.isEmpty() ? 0 : (double) shared / claimed.size());
      }
      return most;
    }

    /** Behind a marker that begins here; -1 if none does. */
    private int endOfMarker(int start, int limit) {
      if (start >= limit || answer.charAt(start) != '[' || inCode.get(start)) {
        return -1;
      }
      int end = start + 1;
      while (end < limit && end - start <= MAX_MARKER_DIGITS && isDigit(answer.charAt(end))) {
        end++;
      }
      boolean closed = end > start + 1 && end < limit && answer.charAt(end) == ']';
      return closed ? end + 1 : -1;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private void resolve(int start, int end, List<Integer> markers) {
      int number = Integer.parseInt(answer, start + 1, end - 1, 10);
      (number >= 1 && number <= stems.size() ? markers : unresolved).add(number);
    }

    private void quote(TextSpan sentence) {
      boolean[] unclosed = new boolean[OPENING_QUOTES.length()];
      int i = sentence.start();
      while (i < sentence.end()) {
        int kind = OPENING_QUOTES.indexOf(answer.charAt(i));
        int closing =
            kind < 0 || unclosed[kind]
                ? -1
                : answer.indexOf(CLOSING_QUOTES.charAt(kind), i + 1, sentence.end());
        if (closing < 0) {
          if (kind >= 0) {
            unclosed[kind] = true;
          }
          i++;
          continue;
        }
        TextSpan span = new TextSpan(i + 1, closing);
        List<String> quoted = Words.of(span.of(answer));
        if (quoted.size() >= MIN_QUOTED_WORDS) {
          quotations.add(new Quotation(span, find(span)));
        }
        i = closing + 1;
      }
    }

    private int find(TextSpan quotation) {
      List<String> parts =
          Stream.of(quotation.of(answer).replace("...", "…").split("…", -1))
              .map(part -> sequence(Words.of(part).stream().limit(MAX_QUOTED_WORDS).toList()))
              .toList();
      for (int i = 0; i < words.size(); i++) {
        if (parts.stream().allMatch(words.get(i)::contains)) {
          return i + 1;
        }
      }
      return 0;
    }
  }
}
