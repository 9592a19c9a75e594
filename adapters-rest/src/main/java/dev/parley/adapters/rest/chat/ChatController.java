package dev.parley.adapters.rest.chat;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.run.FailedRuns;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.OnDisconnect;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.sse.Streaming;
import dev.parley.adapters.rest.wire.FileIds;
import dev.parley.adapters.rest.wire.IdempotencyKeys;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.bot.Bots;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.SendMessage;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.application.outcome.Outcome;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bot API. */
@Controller("/v1/chat")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Chat")
final class ChatController {
  private final StartConversation startConversation;
  private final SendMessage sendMessage;
  private final Conversations conversations;
  private final Bots bots;
  private final RunStreams streams;

  ChatController(
      StartConversation startConversation,
      SendMessage sendMessage,
      Conversations conversations,
      Bots bots,
      RunStreams streams) {
    this.startConversation = startConversation;
    this.sendMessage = sendMessage;
    this.conversations = conversations;
    this.bots = bots;
    this.streams = streams;
  }

  /**
   * Asks a bot. Answers whole, or with events where {@code stream} is true or the request accepts
   * events alone. The answer is finished and stored whether or not the caller stays, unless {@code
   * on_disconnect} is {@code cancel}.
   */
  @Post
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  @ApiResponse(
      responseCode = "200",
      description = "The answer, or its events",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ChatJson.class)),
        @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string"))
      })
  HttpResponse<?> chat(
      Caller caller,
      HttpRequest<?> http,
      @Header(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
      @Body ChatRequest request) {
    request.refuseUnsupported();
    OnDisconnect onDisconnect = OnDisconnect.of(request.onDisconnect());
    AcceptedMessage accepted =
        Outcomes.done(
            request.sessionId() == null
                ? start(caller, request)
                : goOn(caller, request, request.sessionId(), idempotencyKey));
    if (Streaming.isWanted(request.stream(), http)) {
      return RateLimitFields.on(
          streams.follow(http, caller, accepted.run(), 0, onDisconnect), accepted.limits());
    }
    AcceptedMessage.End end = accepted.end().join();
    FailedRuns.requireAnswered(end.run());
    return RateLimitFields.on(HttpResponse.ok(ChatJson.of(end)), accepted.limits())
        .contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private Outcome<AcceptedMessage> start(Caller caller, ChatRequest request) {
    Answerer answerer =
        request.botId() == null
            ? new Answerer.Preferred()
            : new Answerer.Named(bot(caller, request.botId()));
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
            FileIds.orNone(request.fileIds())));
  }

  private Outcome<AcceptedMessage> goOn(
      Caller caller, ChatRequest request, UUID session, @Nullable String idempotencyKey) {
    ConversationId id = new ConversationId(session);
    if (request.botId() != null) {
      Conversation conversation =
          Outcomes.found(conversations.find(caller.tenant(), caller.subject(), id));
      if (!bot(caller, request.botId()).equals(conversation.bot())) {
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
            IdempotencyKeys.clientKey(idempotencyKey)));
  }

  private BotId bot(Caller caller, String idOrSlug) {
    Optional<Bot> found =
        uuid(idOrSlug)
            .map(id -> bots.find(caller.tenant(), new BotId(id)))
            .orElseGet(
                () ->
                    Slug.isValid(idOrSlug)
                        ? bots.findBySlug(caller.tenant(), new Slug(idOrSlug))
                        : Optional.empty());
    return Outcomes.found(found).id();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
