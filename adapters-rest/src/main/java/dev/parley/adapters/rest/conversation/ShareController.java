package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.conversation.ShareConversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ShareId;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shares of the caller's conversations. */
@Controller("/v1/conversations/{id}/share")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Conversations")
final class ShareController {
  private final ShareConversation shareConversation;

  ShareController(ShareConversation shareConversation) {
    this.shareConversation = shareConversation;
  }

  /**
   * Shares the active branch as it is now, with whoever holds the token; where the tenant allows
   * that.
   */
  @Post
  @Status(HttpStatus.CREATED)
  ShareJson shareConversation(
      Caller caller, @PathVariable UUID id, @Body @Nullable ShareRequest body) {
    ShareRequest request = body == null ? ShareRequest.UNTIL_REVOKED : body;
    return ShareJson.of(
        Outcomes.done(
            shareConversation.share(
                caller.principal(), new ConversationId(id), request.expiresAt())));
  }

  /** Lists a conversation's shares, without their tokens. */
  @Get
  ShareListJson listShares(Caller caller, @PathVariable UUID id) {
    return new ShareListJson(
        Outcomes.done(shareConversation.list(caller.principal(), new ConversationId(id))).stream()
            .map(ShareJson::of)
            .toList());
  }

  /** Revokes one share. */
  @Delete("/{shareId}")
  @Status(HttpStatus.NO_CONTENT)
  void revokeShare(Caller caller, @PathVariable UUID id, @PathVariable UUID shareId) {
    Outcomes.done(
        shareConversation.revoke(caller.principal(), new ConversationId(id), new ShareId(shareId)));
  }

  /** Revokes all shares of a conversation. */
  @Delete
  @Status(HttpStatus.NO_CONTENT)
  void revokeShares(Caller caller, @PathVariable UUID id) {
    Outcomes.done(shareConversation.revokeAll(caller.principal(), new ConversationId(id)));
  }
}
