package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.conversation.ReviewConversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Conversations of anybody in the caller's tenant; platform administrators reach every tenant's.
 */
@Controller("/v1/admin/conversations")
@Secured(Access.TENANT_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Administration")
final class ReviewController {
  private final ReviewConversation reviewConversation;

  ReviewController(ReviewConversation reviewConversation) {
    this.reviewConversation = reviewConversation;
  }

  /**
   * Shows a conversation with all its messages and its owner, and records in the audit trail who
   * saw it.
   *
   * @param tenantId the caller's own unless the caller administers the platform
   */
  @Get("/{id}")
  ConversationJson reviewConversation(
      Caller caller, @PathVariable UUID id, @QueryValue("tenant_id") @Nullable UUID tenantId) {
    return ConversationJson.of(
        Outcomes.done(
            reviewConversation.read(
                caller.principal(),
                tenantId == null ? null : new TenantId(tenantId),
                new ConversationId(id))));
  }
}
