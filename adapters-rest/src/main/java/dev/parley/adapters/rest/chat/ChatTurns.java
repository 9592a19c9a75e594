package dev.parley.adapters.rest.chat;

import dev.parley.adapters.rest.bot.BotReferences;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.FileIds;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.SendMessage;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.application.outcome.Outcome;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.validation.InvalidValue;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accepts what bots are asked, whichever way it came in. */
@Singleton
public final class ChatTurns {
  private final StartConversation startConversation;
  private final SendMessage sendMessage;
  private final Conversations conversations;
  private final BotReferences bots;

  ChatTurns(
      StartConversation startConversation,
      SendMessage sendMessage,
      Conversations conversations,
      BotReferences bots) {
    this.startConversation = startConversation;
    this.sendMessage = sendMessage;
    this.conversations = conversations;
    this.bots = bots;
  }

  /**
   * Begins a conversation or goes on with one. When this returns, the message is stored and being
   * answered.
   *
   * @param key what the caller names the message by; null: nothing
   * @throws ProblemException if it is refused
   * @throws InvalidValue if the request is not of the form that is expected
   */
  public AcceptedMessage accept(Caller caller, ChatRequest request, @Nullable ClientKey key) {
    request.refuseUnsupported();
    return Outcomes.done(
        request.sessionId() == null
            ? start(caller, request)
            : goOn(caller, request, request.sessionId(), key));
  }

  private Outcome<AcceptedMessage> start(Caller caller, ChatRequest request) {
    Answerer answerer =
        request.botId() == null
            ? new Answerer.Preferred()
            : new Answerer.Named(bots.find(caller, request.botId()));
    ChatRequest.Said said = request.said();
    return startConversation.start(
        new StartConversation.Command(
            caller.principal(),
            said.question(),
            said.earlier(),
            answerer,
            null,
            request.modelId(),
            List.of(),
            List.of(),
            null,
            FileIds.orNone(request.fileIds()),
            AnswerLimits.NONE));
  }

  private Outcome<AcceptedMessage> goOn(
      Caller caller, ChatRequest request, UUID session, @Nullable ClientKey key) {
    ConversationId id = new ConversationId(session);
    if (request.botId() != null) {
      Conversation conversation =
          Outcomes.found(conversations.find(caller.tenant(), caller.subject(), id));
      if (!bots.find(caller, request.botId()).equals(conversation.bot())) {
        throw new InvalidValue("bot_id", "another bot", "the session's own, or none");
      }
    }
    return sendMessage.send(
        new SendMessage.Command(
            caller.principal(),
            id,
            request.said().question(),
            request.modelId(),
            FileIds.of(request.fileIds()),
            key));
  }
}
