package dev.parley.domain.knowledge;

import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Cuts a document along its structure: pages first, then headings, then paragraphs, then sentences,
 * and words only where a single sentence is too large. A chunk is a contiguous range of the text on
 * one page, so its offsets and its page are exact. Linear in the length of the text.
 */
public final class Chunker {
  private final TokenCounter tokens;

  public Chunker(TokenCounter tokens) {
    this.tokens = Objects.requireNonNull(tokens);
  }

  /** The chunks in reading order; none if the text is blank. */
  public List<ChunkDraft> chunk(ExtractedText document, ChunkingSettings settings) {
    Packing packing = new Packing(document.text(), settings);
    HeadingPath headings = new HeadingPath();
    for (int page = 1; page <= document.pageCount(); page++) {
      packing.startPage(page);
      for (TextBlock block : TextBlocks.in(document, page)) {
        if (block.headingLevel() > 0) {
          headings.enter(block.headingLevel(), block.headingTitle());
          packing.startSection(headings.toString());
        }
        packing.add(block);
      }
    }
    return packing.finish();
  }

  /** Fills chunks with units that each fit, repeating the last units of a chunk as overlap. */
  private final class Packing {
    private final String text;
    private final ChunkingSettings settings;
    private final List<ChunkDraft> drafts = new ArrayList<>();
    private final List<Unit> open = new ArrayList<>();

    /** The tokens of the open units together: never less than what they have as one text. */
    private int openTokens;

    /** How many of the open units are repeated from the chunk before. */
    private int repeated;

    /** Whether the open units are headings, and what they stand above is yet to come. */
    private boolean onlyHeadings;

    private int page;
    private String heading = "";

    Packing(String text, ChunkingSettings settings) {
      this.text = text;
      this.settings = settings;
    }

    void startPage(int number) {
      close(false);
      page = number;
    }

    /** Headings that follow one another without text between them stay in one chunk. */
    void startSection(String path) {
      if (!onlyHeadings) {
        close(false);
      }
      onlyHeadings = true;
      heading = path;
    }

    void add(TextBlock block) {
      // Rather than leave headings alone in a chunk, what follows them is cut.
      boolean whole =
          onlyHeadings
              ? openTokens + unit(block.span()).tokens() <= settings.size()
              : fits(block.span());
      if (block.headingLevel() == 0) {
        onlyHeadings = false;
      }
      if (whole) {
        add(block.span());
        return;
      }
      for (TextSpan piece : block.pieces(text)) {
        addSplitting(piece);
      }
    }

    private boolean fits(TextSpan span) {
      return tokens.count(span.of(text)) <= settings.size();
    }

    /** A unit as it would stand behind those that are open. */
    private Unit unit(TextSpan span) {
      int from = open.isEmpty() ? span.start() : open.getLast().span().end();
      return new Unit(span, tokens.count(text.substring(from, span.end())));
    }

    private void addSplitting(TextSpan piece) {
      if (fits(piece)) {
        add(piece);
      } else {
        parts(piece).forEach(this::add);
      }
    }

    /**
     * Cuts a piece that has no sentence end into parts of the chunk size, at white space if any.
     */
    private List<TextSpan> parts(TextSpan piece) {
      List<TextSpan> parts = new ArrayList<>();
      int start = piece.start();
      while (start < piece.end()) {
        int end = endOfPart(start, piece.end());
        TextSpan trimmed = Sentences.trim(text, start, end);
        if (trimmed.length() > 0) {
          parts.add(trimmed);
        }
        start = end;
      }
      return parts;
    }

    private int endOfPart(int start, int limit) {
      int low = start + 1;
      int high = Math.min(limit, start + settings.size() * TokenCounter.MAX_CHARACTERS_PER_TOKEN);
      if (tokens.count(text.substring(start, high)) > settings.size()) {
        while (low + 1 < high) {
          int middle = (low + high) >>> 1;
          if (tokens.count(text.substring(start, middle)) <= settings.size()) {
            low = middle;
          } else {
            high = middle;
          }
        }
        high = low;
      }
      if (high == limit) {
        return high;
      }
      for (int i = high; i > start + (high - start) / 2; i--) {
        if (Character.isWhitespace(text.charAt(i - 1))) {
          return i;
        }
      }
      boolean splitsSurrogates =
          high > start + 1
              && Character.isHighSurrogate(text.charAt(high - 1))
              && Character.isLowSurrogate(text.charAt(high));
      return splitsSurrogates ? high - 1 : high;
    }

    private void add(TextSpan span) {
      Unit unit = unit(span);
      if (!open.isEmpty() && openTokens + unit.tokens() > settings.size()) {
        close(true);
        unit = unit(span);
        while (!open.isEmpty() && openTokens + unit.tokens() > settings.size()) {
          openTokens -= open.removeFirst().tokens();
          repeated--;
          unit = open.isEmpty() ? unit(span) : unit;
        }
      }
      open.add(unit);
      openTokens += unit.tokens();
    }

    private void close(boolean keepOverlap) {
      if (open.size() > repeated) {
        TextSpan span = new TextSpan(open.getFirst().span().start(), open.getLast().span().end());
        String content = span.of(text);
        drafts.add(
            new ChunkDraft(drafts.size(), page, span, heading, content, tokens.count(content)));
      }
      List<Unit> overlap = keepOverlap && settings.overlap() > 0 ? overlap() : List.of();
      open.clear();
      open.addAll(overlap);
      openTokens = overlap.stream().mapToInt(Unit::tokens).sum();
      repeated = overlap.size();
      onlyHeadings = false;
    }

    /** The last open units that are no larger together than the overlap. */
    private List<Unit> overlap() {
      Unit last = open.getLast();
      List<Unit> units = last.tokens() <= settings.overlap() ? open : sentences(last.span());
      int sum = 0;
      int from = units.size();
      while (from > 0 && sum + units.get(from - 1).tokens() <= settings.overlap()) {
        from--;
        sum += units.get(from).tokens();
      }
      return List.copyOf(units.subList(from, units.size()));
    }

    private List<Unit> sentences(TextSpan span) {
      List<Unit> units = new ArrayList<>();
      int from = span.start();
      for (TextSpan sentence : Sentences.in(text, span)) {
        units.add(new Unit(sentence, tokens.count(text.substring(from, sentence.end()))));
        from = sentence.end();
      }
      return units;
    }

    List<ChunkDraft> finish() {
      close(false);
      return List.copyOf(drafts);
    }
  }

  /**
   * A part of a page that is not cut any more.
   *
   * @param tokens of the unit and the white space before it
   */
  private record Unit(TextSpan span, int tokens) {}

  /** The titles of the headings that are in force, outermost first. */
  private static final class HeadingPath {
    /** Every chunk below bears the title: it may not be a text of its own. */
    private static final int MAX_TITLE_LENGTH = 100;

    private final List<Integer> levels = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();

    void enter(int level, String title) {
      while (!levels.isEmpty() && levels.getLast() >= level) {
        levels.removeLast();
        titles.removeLast();
      }
      levels.add(level);
      titles.add(shortened(title));
    }

    private static String shortened(String title) {
      if (title.length() <= MAX_TITLE_LENGTH) {
        return title;
      }
      int end = MAX_TITLE_LENGTH - 1;
      return title.substring(0, Character.isHighSurrogate(title.charAt(end - 1)) ? end - 1 : end)
          + "…";
    }

    @Override
    public String toString() {
      return titles.stream().filter(title -> !title.isEmpty()).collect(Collectors.joining(" > "));
    }
  }
}
