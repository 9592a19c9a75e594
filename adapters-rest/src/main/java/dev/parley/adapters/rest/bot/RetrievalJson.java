package dev.parley.adapters.rest.bot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.DocumentFields;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.bot.Narrowing;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.SearchMode;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
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
 * @param tags documents that bear at least one of these; empty: whatever they bear
 * @param languages documents that are mostly written in one of these, by their codes of ISO 639-1;
 *     empty: in any
 * @param createdAfter documents that were added then or later; an empty string takes that away
 * @param createdBefore documents that were added earlier than that; likewise
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
    @Nullable Boolean rerank,
    @Nullable List<String> tags,
    @Nullable List<String> languages,
    @Schema(format = "date-time") @Nullable String createdAfter,
    @Schema(format = "date-time") @Nullable String createdBefore) {

  static RetrievalJson of(RetrievalSettings settings) {
    return new RetrievalJson(
        settings.k(),
        settings.minScore(),
        Words.of(settings.mode()),
        settings.diversity(),
        Words.of(settings.fusion()),
        settings.semanticWeight(),
        settings.rerank(),
        settings.narrowing().tags().stream().sorted().toList(),
        settings.narrowing().languages().stream().map(Language::code).sorted().toList(),
        text(settings.narrowing().added().from()),
        text(settings.narrowing().added().before()));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
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
        rerank == null ? present.rerank() : rerank,
        narrowing(present.narrowing()));
  }

  private Narrowing narrowing(Narrowing present) {
    return new Narrowing(
        tags == null ? present.tags() : DocumentFields.tags(Fields.list("retrieval.tags", tags)),
        languages == null
            ? present.languages()
            : DocumentFields.languages(
                "retrieval.languages", Fields.list("retrieval.languages", languages)),
        DocumentFields.added(
            "retrieval.created_before",
            time("retrieval.created_after", createdAfter, present.added().from()),
            time("retrieval.created_before", createdBefore, present.added().before())));
  }

  /** Null leaves it as it is, so what takes it away is an empty string. */
  private static @Nullable Instant time(
      String field, @Nullable String given, @Nullable Instant present) {
    if (given == null) {
      return present;
    }
    return given.isEmpty() ? null : DocumentFields.time(field, given);
  }
}
