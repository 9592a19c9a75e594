package dev.parley.domain.knowledge.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.knowledge.Texts;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ChunkerProperties {
  private static final String SEED = "26";

  private final TokenCounter tokens = new EstimatingTokenCounter();
  private final Chunker chunker = new Chunker(tokens);

  @Provide
  Arbitrary<ExtractedText> documents() {
    return Texts.documents();
  }

  @Provide
  Arbitrary<ChunkingSettings> settings() {
    return Arbitraries.integers()
        .between(ChunkingSettings.MIN_SIZE, 200)
        .flatMap(
            size ->
                Combinators.combine(
                        Arbitraries.integers().between(0, size / 2),
                        Arbitraries.of(ChunkingStrategy.class))
                    .as((overlap, strategy) -> new ChunkingSettings(size, overlap, strategy)));
  }

  @Property(seed = SEED)
  void chunksAreExactlyTheTextOfTheirSpan(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    List<ChunkDraft> chunks = chunker.chunk(document, settings);

    for (int i = 0; i < chunks.size(); i++) {
      ChunkDraft chunk = chunks.get(i);
      assertThat(chunk.ordinal()).isEqualTo(i);
      assertThat(chunk.text()).isEqualTo(chunk.span().of(document.text())).isNotBlank();
    }
  }

  @Property(seed = SEED)
  void chunksStayOnTheirPage(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    for (ChunkDraft chunk : chunker.chunk(document, settings)) {
      TextSpan page = document.page(chunk.page());
      assertThat(chunk.span().start()).isGreaterThanOrEqualTo(page.start());
      assertThat(chunk.span().end()).isLessThanOrEqualTo(page.end());
    }
  }

  @Property(seed = SEED)
  void chunksAreNoLargerThanTheSize(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    for (ChunkDraft chunk : chunker.chunk(document, settings)) {
      assertThat(chunk.tokens()).isEqualTo(tokens.count(chunk.text()));
      assertThat(chunk.tokens()).isLessThanOrEqualTo(settings.size());
    }
  }

  @Property(seed = SEED)
  void everyVisibleCharacterIsInSomeChunk(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    int covered = 0;
    for (ChunkDraft chunk : chunker.chunk(document, settings)) {
      if (chunk.span().start() > covered) {
        assertThat(document.text().substring(covered, chunk.span().start())).isBlank();
      }
      covered = Math.max(covered, chunk.span().end());
    }
    assertThat(document.text().substring(covered)).isBlank();
  }

  @Property(seed = SEED)
  void chunksRepeatNoMoreThanTheOverlapAndNeverAWholeChunk(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    List<ChunkDraft> chunks = chunker.chunk(document, settings);

    for (int i = 1; i < chunks.size(); i++) {
      TextSpan before = chunks.get(i - 1).span();
      TextSpan span = chunks.get(i).span();
      assertThat(span.start()).isGreaterThanOrEqualTo(before.start());
      assertThat(span.end()).isGreaterThan(before.end());
      if (span.start() < before.end()) {
        String repeated = document.text().substring(span.start(), before.end());
        assertThat(tokens.count(repeated)).isLessThanOrEqualTo(settings.overlap());
        assertThat(chunks.get(i).heading()).isEqualTo(chunks.get(i - 1).heading());
      }
    }
  }

  @Property(seed = SEED)
  void chunksSplitNoCharacter(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    for (ChunkDraft chunk : chunker.chunk(document, settings)) {
      assertThat(splits(document.text(), chunk.span().start())).isFalse();
      assertThat(splits(document.text(), chunk.span().end())).isFalse();
    }
  }

  private static boolean splits(String text, int position) {
    return position > 0
        && position < text.length()
        && Character.isHighSurrogate(text.charAt(position - 1))
        && Character.isLowSurrogate(text.charAt(position));
  }

  @Property(seed = SEED)
  void chunkingIsTheSameEachTime(
      @ForAll("documents") ExtractedText document, @ForAll("settings") ChunkingSettings settings) {
    assertThat(chunker.chunk(document, settings)).isEqualTo(chunker.chunk(document, settings));
  }
}
