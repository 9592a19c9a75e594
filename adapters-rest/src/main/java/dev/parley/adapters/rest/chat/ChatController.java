package dev.parley.adapters.rest.chat;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.run.FailedRuns;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.OnDisconnect;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.sse.Streaming;
import dev.parley.adapters.rest.wire.IdempotencyKeys;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.conversation.AcceptedMessage;
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
import org.jspecify.annotations.Nullable;

/** The bot API. */
@Controller("/v1/chat")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Chat")
final class ChatController {
  private final ChatTurns chatTurns;
  private final RunStreams streams;

  ChatController(ChatTurns chatTurns, RunStreams streams) {
    this.chatTurns = chatTurns;
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
    OnDisconnect onDisconnect = OnDisconnect.of(request.onDisconnect());
    AcceptedMessage accepted =
        chatTurns.accept(caller, request, IdempotencyKeys.clientKey(idempotencyKey));
    if (Streaming.isWanted(request.stream(), http)) {
      return RateLimitFields.on(
          streams.follow(http, caller, accepted.run(), 0, onDisconnect), accepted.limits());
    }
    AcceptedMessage.End end = accepted.end().join();
    FailedRuns.requireAnswered(end.run());
    return RateLimitFields.on(HttpResponse.ok(ChatJson.of(end)), accepted.limits())
        .contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
