package dev.parley.adapters.rest.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.Passage;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param passages best first
 * @param warnings what was left undone; mostly nothing
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "SearchResult")
public record SearchJson(List<PassageJson> passages, List<WarningJson> warnings, long tookMs) {

  /**
   * A passage.
   *
   * @param page counted from 1
   * @param start offset of its first character in the document's extracted text
   * @param end offset behind its last character
   * @param score what its place rests on: the reranker's score where one judged it, else fused of
   *     both legs, in {@code weighted} fusion 0 to 1; comparable within one search only
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "Passage")
  public record PassageJson(
      UUID chunkId,
      UUID documentId,
      String title,
      int page,
      int start,
      int end,
      String text,
      double score,
      RanksJson ranks,
      ScoresJson scores) {

    static PassageJson of(Passage passage) {
      ChunkDraft content = passage.chunk().content();
      return new PassageJson(
          passage.chunk().id().value(),
          passage.chunk().document().value(),
          passage.title(),
          content.page(),
          content.span().start(),
          content.span().end(),
          content.text(),
          passage.score(),
          new RanksJson(passage.ranks().semantic(), passage.ranks().keyword()),
          new ScoresJson(
              passage.scores().semantic(), passage.scores().keyword(), passage.scores().rerank()));
    }
  }

  /**
   * Where a passage stood in each leg of the search, counted from 1.
   *
   * @param semantic null: not found by meaning
   * @param keyword null: not found by words
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "Ranks")
  public record RanksJson(@Nullable Integer semantic, @Nullable Integer keyword) {}

  /**
   * What each leg of the search gave a passage before they were fused, and a reranker after.
   *
   * @param semantic cosine, -1 to 1; null: not found by meaning
   * @param keyword BM25, 0 or more, comparable within one search only; null: not found by words
   * @param rerank comparable within one search only; null: no reranker judged it
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "Scores")
  public record ScoresJson(
      @Nullable Double semantic, @Nullable Double keyword, @Nullable Double rerank) {}

  /** Something the caller should know. */
  @Serdeable
  @Schema(name = "SearchWarning")
  public record WarningJson(String code, String detail) {
    static WarningJson of(Warning warning) {
      return new WarningJson(warning.code(), warning.detail());
    }
  }
}
