package dev.parley.adapters.rest.bot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.SearchMode;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a bot looks things up; in requests, what is left out stays as it is.
 *
 * @param k how many passages at most
 * @param minScore 0 to 1: passages below it are left out. With {@code weighted} fusion it is held
 *     against the cosine of question and passage, in {@code keyword} mode against the share of the
 *     best passage's score; with {@code reciprocal_rank} against the score, which is at most 0.033
 * @param mode {@code hybrid}, {@code semantic} or {@code keyword}
 * @param diversity 0 to 1: how much unlikeness to passages chosen before weighs against relevance
 * @param fusion how the finds by meaning and by words become one list: {@code reciprocal_rank} by
 *     their ranks, {@code weighted} by their scores
 * @param semanticWeight 0 to 1: what meaning weighs against words in {@code weighted} fusion
 * @param rerank whether the installation's reranker orders the best of what was found; where there
 *     is none, or it gives no answer in time, answers bear the warning {@code not_reranked}
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Retrieval")
record RetrievalJson(
    @Nullable Integer k,
    @Nullable Double minScore,
    @Nullable String mode,
    @Nullable Double diversity,
    @Nullable String fusion,
    @Nullable Double semanticWeight,
    @Nullable Boolean rerank) {

  static RetrievalJson of(RetrievalSettings settings) {
    return new RetrievalJson(
        settings.k(),
        settings.minScore(),
        Words.of(settings.mode()),
        settings.diversity(),
        Words.of(settings.fusion()),
        settings.semanticWeight(),
        settings.rerank());
  }

  RetrievalSettings over(RetrievalSettings present) {
    SearchMode wanted = Words.parse(SearchMode.class, "retrieval.mode", mode);
    FusionMethod method = Words.parse(FusionMethod.class, "retrieval.fusion", fusion);
    return new RetrievalSettings(
        k == null ? present.k() : k,
        minScore == null ? present.minScore() : minScore,
        wanted == null ? present.mode() : wanted,
        diversity == null ? present.diversity() : diversity,
        method == null ? present.fusion() : method,
        semanticWeight == null ? present.semanticWeight() : semanticWeight,
        rerank == null ? present.rerank() : rerank);
  }
}
