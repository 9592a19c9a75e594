package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.problem.AnswersOpenAiErrors;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.gateway.ForwardRequest;
import dev.parley.application.routing.Choice;
import dev.parley.domain.token.TokenCounter;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Chat completions for clients of OpenAI's API. */
@Controller("/v1/chat/completions")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersOpenAiErrors
@Tag(name = "OpenAI")
final class ChatCompletionController {
  private final ForwardRequest forwardRequest;
  private final ForwardedAnswers forwardedAnswers;
  private final OwnModelAnswers ownModelAnswers;
  private final BotAnswers botAnswers;
  private final TokenCounter tokens;

  ChatCompletionController(
      ForwardRequest forwardRequest,
      ForwardedAnswers forwardedAnswers,
      OwnModelAnswers ownModelAnswers,
      BotAnswers botAnswers,
      TokenCounter tokens) {
    this.forwardRequest = forwardRequest;
    this.forwardedAnswers = forwardedAnswers;
    this.ownModelAnswers = ownModelAnswers;
    this.botAnswers = botAnswers;
    this.tokens = tokens;
  }

  /**
   * Answers a conversation, as OpenAI's API does. The model may be one of {@code GET /v1/models}: a
   * provider's, which is asked with the body as it is; a route; {@code offline}; or a bot, as
   * {@code bot:<slug>}. Where the caller leaves, the answer is broken off.
   */
  @Post
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  @ApiResponse(
      responseCode = "200",
      description = "The completion, or its chunks",
      content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")),
        @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string"))
      })
  HttpResponse<?> createChatCompletion(
      Caller caller,
      HttpRequest<?> http,
      @RequestBody(
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(type = "object")))
          @Body
          byte[] bytes) {
    ChatCompletionBody body = ChatCompletionBody.read(bytes);
    if (body.model().startsWith(BotAnswers.PREFIX)) {
      return botAnswers.completion(caller, http, body);
    }
    Choice choice = Answers.done(forwardRequest.choose(body.wanted(tokens)), body.model());
    return choice.served().gateway() == null
        ? ownModelAnswers.completion(caller, http, choice, body)
        : forwardedAnswers.completion(caller, http, choice, body);
  }
}
