package dev.parley.application.conversation;

import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Share;
import java.util.List;

/**
 * What a stranger reads who holds a token.
 *
 * @param messages of the branch that was shared, up to the moment of sharing; without instructions
 */
public record SharedConversation(Share share, List<Message> messages) {
  public SharedConversation {
    messages = List.copyOf(messages);
  }
}
