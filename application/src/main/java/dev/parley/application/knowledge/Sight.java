package dev.parley.application.knowledge;

import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages.Query;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.tenant.TenantId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a search sees.
 *
 * @param query as an index is asked: of editions in place of datasets
 * @param editions that it sees
 * @param models that made their vectors and can be had, each once
 * @param lacksModel whether the vectors of some are of a model that cannot be had any more
 */
record Sight(Query query, Set<EditionId> editions, Set<EmbeddingModel> models, boolean lacksModel) {
  /** What a search sees from now on, whatever is switched while it goes on. */
  static Sight of(Query query, Editions known, EmbeddingModels models) {
    Filter filter = query.filter().within(query.settings().narrowing());
    Editions.Shown shown = known.shown(query.tenant(), filter.datasets());
    // While nothing else is there, an index need not be told that it is to look at all there is.
    Filter seen =
        shown.alone() && filter.datasets().isEmpty()
            ? filter
            : new Filter(
                shown.models().keySet().stream()
                    .map(EditionId::inIndex)
                    .collect(Collectors.toSet()),
                filter.documents(),
                filter.tags(),
                filter.languages(),
                filter.added());
    Set<EmbeddingModel> made = new LinkedHashSet<>();
    List<String> names = shown.models().values().stream().distinct().sorted().toList();
    names.forEach(name -> models.model(name).ifPresent(made::add));
    return new Sight(
        new Query(query.tenant(), query.subject(), query.text(), seen, query.settings()),
        shown.models().keySet(),
        made,
        made.size() < names.size());
  }

  boolean isEmpty() {
    return editions.isEmpty();
  }

  TenantId tenant() {
    return query.tenant();
  }

  Sight byWordsAlone() {
    return new Sight(query.byWordsAlone(), editions, models, lacksModel);
  }
}
