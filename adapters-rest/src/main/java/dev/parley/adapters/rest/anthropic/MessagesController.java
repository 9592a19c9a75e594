package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.adapters.rest.openai.ChatCompletions;
import dev.parley.adapters.rest.openai.ChatCompletions.Asked;
import dev.parley.adapters.rest.problem.AnswersAnthropicErrors;
import dev.parley.adapters.rest.request.RequestIds;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithObjectOrEvents;
import dev.parley.adapters.rest.wire.TakesObject;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Messages for clients of Anthropic's API. */
@Controller("/v1/messages")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersAnthropicErrors
@Tag(name = "Anthropic")
final class MessagesController {
  private final ChatCompletions chatCompletions;
  private final LargeBodies largeBodies;
  private final RequestIds requestIds;
  private final Clock clock;

  MessagesController(
      ChatCompletions chatCompletions,
      LargeBodies largeBodies,
      RequestIds requestIds,
      Clock clock) {
    this.chatCompletions = chatCompletions;
    this.largeBodies = largeBodies;
    this.requestIds = requestIds;
    this.clock = clock;
  }

  /**
   * Answers a conversation, as Anthropic's API does. The model may be one of {@code GET
   * /v1/models}, as for {@code /v1/chat/completions}. The key may come as {@code x-api-key}.
   */
  @Post
  @AnswersWithObjectOrEvents
  HttpResponse<?> createMessage(
      Caller caller, HttpRequest<?> http, @TakesObject @Body InputStream in) throws IOException {
    try (LargeBodies.Body read = largeBodies.read(caller.tenant(), http.getContentLength(), in)) {
      MessagesBody body = MessagesBody.read(read.bytes(), true);
      Asked asked = chatCompletions.read(body.completion());
      return inItsForm(http, body, asked, chatCompletions.answer(caller, http, asked));
    }
  }

  private HttpResponse<?> inItsForm(
      HttpRequest<?> http, MessagesBody body, Asked asked, MutableHttpResponse<?> answer) {
    String requestId = requestIds.of(http);
    limitFields(answer);
    answer.header("request-id", requestId);
    if (answer.body() instanceof byte[] whole) {
      return answer.body(Answer.message(whole, body.model()));
    }
    if (answer.body() instanceof Flux<?> chunks) {
      int promptTokens = chatCompletions.promptTokens(asked);
      return answer.body(
          Flux.defer(
              () -> {
                MessageEvents events = new MessageEvents(body.model(), promptTokens, requestId);
                return chunks
                    .map(chunk -> events.of((byte[]) chunk))
                    .filter(frames -> frames.length > 0);
              }));
    }
    throw new IllegalStateException("an answer of neither form");
  }

  /** How Anthropic tells of limits, beside how OpenAI does. */
  private void limitFields(MutableHttpResponse<?> answer) {
    for (String limit : new String[] {"requests", "tokens"}) {
      copy(answer, "x-ratelimit-limit-" + limit, "anthropic-ratelimit-" + limit + "-limit");
      copy(answer, "x-ratelimit-remaining-" + limit, "anthropic-ratelimit-" + limit + "-remaining");
      String reset = answer.getHeaders().get("x-ratelimit-reset-" + limit);
      if (reset != null) {
        Duration in = Duration.ofMillis(Long.parseLong(reset.substring(0, reset.length() - 2)));
        answer.header(
            "anthropic-ratelimit-" + limit + "-reset", clock.instant().plus(in).toString());
      }
    }
  }

  private static void copy(MutableHttpResponse<?> answer, String from, String to) {
    String value = answer.getHeaders().get(from);
    if (value != null) {
      answer.header(to, value);
    }
  }

  /** Says about how many tokens a message has for the model that is asked. Nothing is used. */
  @Post("/count_tokens")
  TokenCountJson countTokens(Caller caller, HttpRequest<?> http, @TakesObject @Body InputStream in)
      throws IOException {
    try (LargeBodies.Body read = largeBodies.read(caller.tenant(), http.getContentLength(), in)) {
      Asked asked = chatCompletions.read(MessagesBody.read(read.bytes(), false).completion());
      chatCompletions.checkModel(caller, asked);
      return new TokenCountJson(chatCompletions.promptTokens(asked));
    }
  }
}
