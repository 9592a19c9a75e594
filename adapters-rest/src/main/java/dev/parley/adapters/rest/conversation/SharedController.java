package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.application.conversation.ShareConversation;
import dev.parley.domain.conversation.ShareToken;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Conversations that were shared, for whoever holds the token. */
@Controller("/v1/shared")
@Secured(Access.ANYONE)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Conversations")
final class SharedController {
  private final ShareConversation shareConversation;

  SharedController(ShareConversation shareConversation) {
    this.shareConversation = shareConversation;
  }

  /** Shows a conversation as it was when it was shared. */
  @Get("/{token}")
  @SecurityRequirements
  HttpResponse<SharedConversationJson> getSharedConversation(@PathVariable String token) {
    return HttpResponse.ok(
            SharedConversationJson.of(
                Outcomes.found(ShareToken.of(token).flatMap(shareConversation::read))))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Robots-Tag", "noindex");
  }
}
