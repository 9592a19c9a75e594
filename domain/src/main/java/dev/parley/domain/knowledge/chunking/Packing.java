package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.Sentences;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills chunks with units that each fit, repeating the last units of a chunk of prose as overlap.
 * What is cut out of a table or a declaration carries its header instead.
 */
final class Packing {
  private final String text;
  private final TokenCounter tokens;
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

  /** The header that the open chunk carries because its table or declaration began before it. */
  private String carried = "";

  /** The header of what is being cut now, and where that begins. */
  private String header = "";

  private int headerStart;

  /** Whether what is added now is repeated at the beginning of the next chunk. */
  private boolean repeats = true;

  Packing(String text, TokenCounter tokens, ChunkingSettings settings) {
    this.text = text;
    this.tokens = tokens;
    this.settings = settings;
  }

  /**
   * A part of a page that is not cut any more.
   *
   * @param tokens of the unit and the white space before it
   * @param prose whether some of its sentences may be repeated without the others
   */
  private record Unit(TextSpan span, int tokens, boolean prose) {}

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

  /** Puts a range into chunks of its own, under a path of its own. */
  void addElement(String path, TextSpan span) {
    close(false);
    heading = path;
    repeats = false;
    if (fits(span)) {
      add(span);
    } else {
      Sentences.in(text, span).forEach(this::addSplitting);
    }
    repeats = true;
    close(false);
    heading = "";
  }

  void add(TextBlock block) {
    boolean prose = block.kind() == TextBlock.Kind.PROSE;
    // Rather than leave headings alone in a chunk, a paragraph that follows them is cut. Code and
    // tables are not: they say more whole, and bear the heading anyway.
    boolean whole =
        (prose && onlyHeadings)
            ? openTokens + unit(block.span()).tokens() <= settings.size()
            : fits(block.span());
    if (block.headingLevel() == 0) {
      onlyHeadings = false;
    }
    repeats = prose;
    if (whole) {
      add(block.span());
    } else {
      cut(block);
    }
    repeats = true;
  }

  private void cut(TextBlock block) {
    switch (block.kind()) {
      case PROSE -> Sentences.in(text, block.span()).forEach(this::addSplitting);
      case CODE -> cutCode(new CodeLines(text, block.span()));
      case MARKDOWN_TABLE -> cutTable(TableRows.ofMarkdown(text, block.span()));
      case DELIMITED_TABLE -> cutTable(TableRows.ofDelimited(text, block.span()));
    }
  }

  private void cutTable(TableRows table) {
    beginCarrying(table.header(), table.beginning());
    List<TextSpan> rows = table.rows();
    TextSpan beginning = table.beginning();
    if (fits(beginning)) {
      add(beginning);
      rows = rows.subList(table.rowsInBeginning(), rows.size());
    }
    rows.forEach(this::addSplitting);
    endCarrying();
  }

  private void cutCode(CodeLines code) {
    for (CodeLines.Range declaration : code.declarations()) {
      TextSpan span = code.span(declaration);
      if (fits(span)) {
        add(span);
      } else {
        beginCarrying(code.signature(declaration), span);
        cutDeclaration(code, declaration, CodeLines.MAX_DEPTH);
        endCarrying();
      }
    }
  }

  private void cutDeclaration(CodeLines code, CodeLines.Range range, int depth) {
    CodeLines.Cut cut = code.cut(range, depth);
    for (CodeLines.Range part : cut.parts()) {
      TextSpan span = code.span(part);
      if (fits(span)) {
        add(span);
      } else if (part.length() > 1) {
        cutDeclaration(code, part, cut.depth());
      } else {
        addSplitting(span);
      }
    }
  }

  private void beginCarrying(String newHeader, TextSpan from) {
    header = newHeader;
    headerStart = from.start();
  }

  private void endCarrying() {
    if (!carried.isEmpty()) {
      close(false);
    }
    carried = "";
    header = "";
  }

  boolean fits(TextSpan span) {
    return tokens(span.start(), span.end()) <= settings.size();
  }

  /** The tokens of a range; only "too many" if that is clear without counting. */
  int tokens(int start, int end) {
    return end - start > settings.size() * TokenCounter.MAX_CHARACTERS_PER_TOKEN
        ? Integer.MAX_VALUE
        : tokens.count(text.substring(start, end));
  }

  int size() {
    return settings.size();
  }

  /** A unit as it would stand behind those that are open. */
  private Unit unit(TextSpan span) {
    int from = open.isEmpty() ? span.start() : open.getLast().span().end();
    return new Unit(span, tokens.count(text.substring(from, span.end())), repeats);
  }

  private void addSplitting(TextSpan piece) {
    if (fits(piece)) {
      add(piece);
    } else {
      parts(piece).forEach(this::add);
    }
  }

  /** Cuts a piece that has no sentence end into parts of the chunk size, at white space if any. */
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
      close(repeats);
      carried = span.start() > headerStart ? header : "";
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
          new ChunkDraft(
              drafts.size(),
              page,
              span,
              HeadingPath.joined(heading, carried),
              content,
              tokens.count(content)));
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
    List<Unit> units =
        last.tokens() <= settings.overlap() || !last.prose() ? open : sentences(last.span());
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
      units.add(new Unit(sentence, tokens.count(text.substring(from, sentence.end())), true));
      from = sentence.end();
    }
    return units;
  }

  List<ChunkDraft> finish() {
    close(false);
    return List.copyOf(drafts);
  }
}
