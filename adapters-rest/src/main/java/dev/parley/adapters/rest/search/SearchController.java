package dev.parley.adapters.rest.search;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Passage;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Retrieval without an answer. */
@Controller("/v1/search")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Knowledge")
final class SearchController {
  private final RetrievePassages retrievePassages;
  private final Datasets datasets;

  SearchController(RetrievePassages retrievePassages, Datasets datasets) {
    this.retrievePassages = retrievePassages;
    this.datasets = datasets;
  }

  /** Finds the passages that chat would be shown. */
  @Post
  SearchJson search(Caller caller, @Body SearchRequest request) {
    RetrievePassages.Query query = request.query(caller.tenant());
    for (DatasetId dataset : request.datasets()) {
      Outcomes.found(datasets.find(caller.tenant(), dataset));
    }
    long began = System.nanoTime();
    List<Passage> passages = retrievePassages.retrieve(query);
    return new SearchJson(
        passages.stream().map(SearchJson.PassageJson::of).toList(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }
}
