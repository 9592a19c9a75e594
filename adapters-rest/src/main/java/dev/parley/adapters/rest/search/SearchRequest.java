package dev.parley.adapters.rest.search;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for.
 *
 * @param datasetIds left out: all
 * @param tags documents that bear at least one of them
 * @param k how many passages at most, 1 to 50; left out: 6
 * @param mode {@code hybrid}, {@code semantic} or {@code keyword}; left out: {@code hybrid}
 * @param diversity 0 to 1: how much unlikeness to passages chosen before weighs against relevance;
 *     left out: 0
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record SearchRequest(
    @Nullable String query,
    @Nullable List<UUID> datasetIds,
    @Nullable List<String> tags,
    @Nullable Integer k,
    @Nullable String mode,
    @Nullable Double diversity) {

  Set<DatasetId> datasets() {
    return Fields.list("dataset_ids", datasetIds).stream()
        .map(DatasetId::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  RetrievePassages.Query query(TenantId tenant) {
    String text = Fields.required("query", query, "text");
    InvalidValue.requireLength("query", text, 1, Message.MAX_LENGTH);
    SearchMode wanted = Words.parse(SearchMode.class, "mode", mode);
    return new RetrievePassages.Query(
        tenant,
        text,
        new PassageIndex.Filter(datasets(), Set.of(), tagsWanted()),
        count(),
        wanted == null ? RetrievalSettings.DEFAULT.mode() : wanted,
        RetrievalSettings.DEFAULT.minScore(),
        unlikeness());
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

  private double unlikeness() {
    if (diversity == null) {
      return RetrievalSettings.DEFAULT.diversity();
    }
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new InvalidValue("diversity", diversity, "0..1");
    }
    return diversity;
  }

  private Set<String> tagsWanted() {
    return Fields.list("tags", tags).stream()
        .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
