package dev.parley.adapters.rest.search;

import dev.parley.adapters.rest.wire.DocumentFields;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for.
 *
 * @param datasetIds left out: all
 * @param tags documents that bear at least one of them
 * @param languages documents that are mostly written in one of these, by their codes of ISO 639-1,
 *     such as {@code en}; those of which it is not known are then left out; left out: all
 * @param createdAfter documents that were added then or later (their {@code created_at}); left out:
 *     whenever
 * @param createdBefore documents that were added earlier than that; left out: whenever
 * @param k how many passages at most, 1 to 50; left out: 6
 * @param mode {@code hybrid}, {@code semantic} or {@code keyword}; left out: {@code hybrid}
 * @param diversity 0 to 1: how much unlikeness to passages chosen before weighs against relevance;
 *     left out: 0
 * @param fusion how the finds by meaning and by words become one list: {@code reciprocal_rank} by
 *     their ranks, {@code weighted} by their scores, each from 0 for the worst found to 1 for the
 *     best; left out: {@code weighted}
 * @param semanticWeight 0 to 1: what meaning weighs against words in {@code weighted} fusion; left
 *     out: 0.5
 * @param minScore 0 to 1: passages below it are left out. With {@code weighted} fusion it is held
 *     against the cosine of question and passage, in {@code keyword} mode against the share of the
 *     best passage's score; with {@code reciprocal_rank} against the score, which is at most 0.033;
 *     left out: 0
 * @param rerank whether the installation's reranker orders the best of what was found; where there
 *     is none, or it gives no answer in time, the result bears the warning {@code not_reranked};
 *     left out: false
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record SearchRequest(
    @Nullable String query,
    @Nullable List<UUID> datasetIds,
    @Nullable List<String> tags,
    @Nullable List<String> languages,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    @Nullable Integer k,
    @Nullable String mode,
    @Nullable Double diversity,
    @Nullable String fusion,
    @Nullable Double semanticWeight,
    @Nullable Double minScore,
    @Nullable Boolean rerank) {

  Set<DatasetId> datasets() {
    return Fields.list("dataset_ids", datasetIds).stream()
        .map(DatasetId::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  RetrievePassages.Query query(Principal caller) {
    String text = Fields.required("query", query, "text");
    InvalidValue.requireLength("query", text, 1, Message.MAX_LENGTH);
    return new RetrievePassages.Query(
        caller.tenant(),
        caller.subject(),
        text,
        new PassageIndex.Filter(
            datasets(),
            Set.of(),
            DocumentFields.tags(Fields.list("tags", tags)),
            DocumentFields.languages("languages", Fields.list("languages", languages)),
            DocumentFields.added("created_before", createdAfter, createdBefore)),
        settings(RetrievalSettings.DEFAULT));
  }

  private RetrievalSettings settings(RetrievalSettings otherwise) {
    SearchMode wanted = Words.parse(SearchMode.class, "mode", mode);
    FusionMethod method = Words.parse(FusionMethod.class, "fusion", fusion);
    return new RetrievalSettings(
        count(),
        share("min_score", minScore, otherwise.minScore()),
        wanted == null ? otherwise.mode() : wanted,
        share("diversity", diversity, otherwise.diversity()),
        method == null ? otherwise.fusion() : method,
        share("semantic_weight", semanticWeight, otherwise.semanticWeight()),
        rerank == null ? otherwise.rerank() : rerank);
  }

  private int count() {
    if (k == null) {
      return RetrievalSettings.DEFAULT.k();
    }
    if (k < 1 || k > RetrievalSettings.MAX_K) {
      throw new InvalidValue("k", k, "1.." + RetrievalSettings.MAX_K);
    }
    return k;
  }

  private static double share(String field, @Nullable Double value, double otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidValue(field, value, "0..1");
    }
    return value;
  }
}
