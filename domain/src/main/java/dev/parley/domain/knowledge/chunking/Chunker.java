package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;

/**
 * Cuts a document along its structure: pages first, then headings, declarations, elements or rows,
 * then paragraphs, then sentences, and words only where a single sentence is too large. A chunk is
 * a contiguous range of the text on one page, so its offsets and its page are exact. Linear in the
 * length of the text. Safe for use by many threads if the counter is.
 */
public final class Chunker {
  private final TokenCounter tokens;

  public Chunker(TokenCounter tokens) {
    this.tokens = Objects.requireNonNull(tokens);
  }

  /** The chunks of a document that nothing but its text is known of. */
  public List<ChunkDraft> chunk(ExtractedText document, ChunkingSettings settings) {
    return chunk(document, settings, "", "");
  }

  /**
   * The chunks in reading order; none if the text is blank.
   *
   * @param mediaType judged by content where it can be; empty if nobody knows
   * @param filename tells formats of plain text apart; empty if there is none
   */
  public List<ChunkDraft> chunk(
      ExtractedText document, ChunkingSettings settings, String mediaType, String filename) {
    Packing packing = new Packing(document.text(), tokens, settings);
    Structure structure = Structure.of(document, settings.strategy(), mediaType, filename);
    HeadingPath headings = new HeadingPath();
    for (int page = 1; page <= document.pageCount(); page++) {
      packing.startPage(page);
      TextSpan range = document.page(page);
      switch (structure) {
        case MARKDOWN -> pack(TextBlocks.in(document.text(), range, true), headings, packing);
        case PLAIN -> pack(TextBlocks.in(document.text(), range, false), headings, packing);
        case CODE -> pack(CodeLines.block(document.text(), range), headings, packing);
        case TABLE -> pack(TableRows.block(document.text(), range), headings, packing);
        case JSON -> new JsonElements(document.text(), packing).cut(range);
      }
    }
    return packing.finish();
  }

  /** Tokens of what is embedded and searched of a chunk: those of its headings are counted too. */
  public int searchableTokens(ChunkDraft chunk) {
    return chunk.heading().isEmpty()
        ? chunk.tokens()
        : chunk.tokens() + tokens.count(chunk.heading() + "\n");
  }

  private static void pack(List<TextBlock> blocks, HeadingPath headings, Packing packing) {
    for (TextBlock block : blocks) {
      if (block.headingLevel() > 0) {
        headings.enter(block.headingLevel(), block.headingTitle());
        packing.startSection(headings.toString());
      }
      packing.add(block);
    }
  }
}
