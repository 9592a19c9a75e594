package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.adapters.rest.problem.AnswersOpenAiErrors;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithObjectOrEvents;
import dev.parley.adapters.rest.wire.TakesObject;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;

/** Chat completions for clients of OpenAI's API. */
@Controller("/v1/chat/completions")
@Secured(Access.CHAT)
@ExecuteOn(VirtualThread.NAME)
@AnswersOpenAiErrors
@Tag(name = "OpenAI")
final class ChatCompletionController {
  private final ChatCompletions chatCompletions;
  private final LargeBodies largeBodies;

  ChatCompletionController(ChatCompletions chatCompletions, LargeBodies largeBodies) {
    this.chatCompletions = chatCompletions;
    this.largeBodies = largeBodies;
  }

  /**
   * Answers a conversation, as OpenAI's API does. The model may be one of {@code GET /v1/models}: a
   * provider's, which is asked with the body as it is; a route; {@code offline}; or a bot, as
   * {@code bot:<slug>}. Where the caller leaves, the answer is broken off.
   */
  @Post
  @AnswersWithObjectOrEvents
  HttpResponse<?> createChatCompletion(
      Caller caller, HttpRequest<?> http, @TakesObject @Body InputStream in) throws IOException {
    try (LargeBodies.Body read = largeBodies.read(caller.tenant(), http.getContentLength(), in)) {
      return chatCompletions.answer(caller, http, chatCompletions.read(read.bytes()));
    }
  }
}
