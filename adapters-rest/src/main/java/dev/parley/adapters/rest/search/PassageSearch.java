package dev.parley.adapters.rest.search;

import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.domain.knowledge.DatasetId;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Finds the passages that chat would be shown, for whatever way in. */
@Singleton
public final class PassageSearch {
  private final RetrievePassages retrievePassages;
  private final Datasets datasets;

  PassageSearch(RetrievePassages retrievePassages, Datasets datasets) {
    this.retrievePassages = retrievePassages;
    this.datasets = datasets;
  }

  /**
   * Searches; blocking.
   *
   * @throws dev.parley.adapters.rest.problem.ProblemException for a dataset that is not the
   *     caller's
   * @throws dev.parley.domain.validation.InvalidValue for what cannot be looked for
   */
  public SearchJson search(Caller caller, SearchRequest request) {
    RetrievePassages.Query query = request.query(caller.principal());
    for (DatasetId dataset : request.datasets()) {
      Outcomes.found(datasets.find(caller.tenant(), dataset));
    }
    long began = System.nanoTime();
    RetrievePassages.Retrieved retrieved = retrievePassages.retrieve(query);
    return new SearchJson(
        retrieved.passages().stream().map(SearchJson.PassageJson::of).toList(),
        retrieved.warnings().stream().map(SearchJson.WarningJson::of).toList(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }
}
