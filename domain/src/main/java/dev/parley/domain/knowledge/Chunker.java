package dev.parley.domain.knowledge;

import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
    private final List<TextSpan> open = new ArrayList<>();

    /** How many of the open units are repeated from the chunk before. */
    private int repeated;

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
      if (block.headingLevel() == 0) {
        onlyHeadings = false;
      }
      if (fits(block.span())) {
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

    private void add(TextSpan unit) {
      if (!open.isEmpty() && !fits(openUpTo(unit))) {
        close(true);
        while (!open.isEmpty() && !fits(openUpTo(unit))) {
          open.removeFirst();
          repeated--;
        }
      }
      open.add(unit);
    }

    private TextSpan openUpTo(TextSpan last) {
      return new TextSpan(open.getFirst().start(), last.end());
    }

    private void close(boolean keepOverlap) {
      if (open.size() > repeated) {
        TextSpan span = openUpTo(open.getLast());
        String content = span.of(text);
        drafts.add(
            new ChunkDraft(drafts.size(), page, span, heading, content, tokens.count(content)));
      }
      int from = open.size();
      while (keepOverlap && from > 0 && isOverlap(open.get(from - 1))) {
        from--;
      }
      open.subList(0, from).clear();
      repeated = open.size();
      onlyHeadings = false;
    }

    private boolean isOverlap(TextSpan unit) {
      TextSpan tail = new TextSpan(unit.start(), open.getLast().end());
      return tokens.count(tail.of(text)) <= settings.overlap();
    }

    List<ChunkDraft> finish() {
      close(false);
      return List.copyOf(drafts);
    }
  }

  /** The titles of the headings that are in force, outermost first. */
  private static final class HeadingPath {
    private final List<Integer> levels = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();

    void enter(int level, String title) {
      while (!levels.isEmpty() && levels.getLast() >= level) {
        levels.removeLast();
        titles.removeLast();
      }
      levels.add(level);
      titles.add(title);
    }

    @Override
    public String toString() {
      return String.join(" > ", titles);
    }
  }
}
