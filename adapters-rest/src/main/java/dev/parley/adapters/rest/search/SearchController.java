package dev.parley.adapters.rest.search;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Retrieval without an answer. */
@Controller("/v1/search")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Knowledge")
final class SearchController {
  private final PassageSearch passageSearch;

  SearchController(PassageSearch passageSearch) {
    this.passageSearch = passageSearch;
  }

  /** Finds the passages that chat would be shown. */
  @Post
  SearchJson search(Caller caller, @Body SearchRequest request) {
    return passageSearch.search(caller, request);
  }
}
