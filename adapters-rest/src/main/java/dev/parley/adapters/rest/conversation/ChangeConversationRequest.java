package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.wire.EntityTags;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.Principal;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/** What is to change; what is left out stays. */
@Serdeable
record ChangeConversationRequest(
    @Nullable String title, @Nullable Boolean archived, @Nullable Boolean pinned) {

  ChangeConversation.Command command(
      Principal caller, ConversationId conversation, @Nullable String ifMatch) {
    return new ChangeConversation.Command(
        caller, conversation, title, pinned, archived, EntityTags.versions(ifMatch));
  }
}
