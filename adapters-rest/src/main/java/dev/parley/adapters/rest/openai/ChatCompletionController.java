package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.adapters.rest.openai.ChatCompletions.Asked;
import dev.parley.adapters.rest.problem.AnswersOpenAiErrors;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithObjectOrEvents;
import dev.parley.adapters.rest.wire.TakesObject;
import io.micronaut.core.annotation.NonBlocking;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Chat completions for clients of OpenAI's API. */
@Controller("/v1/chat/completions")
@Secured(Access.CHAT)
@AnswersOpenAiErrors
@NonBlocking
@Tag(name = "OpenAI")
final class ChatCompletionController {
  /** What a connection's own thread reads in less time than another one takes to begin. */
  private static final int SMALL = 32 << 10;

  private final ChatCompletions chatCompletions;
  private final LargeBodies largeBodies;
  private final ExecutorService executor;

  ChatCompletionController(
      ChatCompletions chatCompletions,
      LargeBodies largeBodies,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.chatCompletions = chatCompletions;
    this.largeBodies = largeBodies;
    this.executor = executor;
  }

  /**
   * Answers a conversation, as OpenAI's API does. The model may be one of {@code GET /v1/models}: a
   * provider's, which is asked with the body as it is; a route; {@code offline}; or a bot, as
   * {@code bot:<slug>}. Where the caller leaves, the answer is broken off.
   */
  @Post
  @TakesObject
  @AnswersWithObjectOrEvents
  CompletableFuture<? extends HttpResponse<?>> createChatCompletion(
      Caller caller, ServerHttpRequest<?> http) {
    PropagatedContext context = PropagatedContext.getOrEmpty();
    ByteBody body = http.byteBody();
    return body.expectedLength().orElse(Long.MAX_VALUE) > SMALL
        ? blocking(context, () -> answer(caller, http))
        : body.buffer().thenCompose(whole -> answer(context, caller, http, bytes(whole)));
  }

  private static byte[] bytes(CloseableAvailableByteBody body) {
    try (body) {
      return body.toByteArray();
    }
  }

  private CompletableFuture<? extends HttpResponse<?>> answer(
      PropagatedContext context, Caller caller, ServerHttpRequest<?> http, byte[] json) {
    Asked asked = chatCompletions.read(json);
    return chatCompletions
        .answerAtOnce(caller, http, asked)
        .<CompletableFuture<? extends HttpResponse<?>>>map(coming -> coming)
        .orElseGet(() -> blocking(context, () -> chatCompletions.answer(caller, http, asked)));
  }

  private HttpResponse<?> answer(Caller caller, ServerHttpRequest<?> http) {
    try (LargeBodies.Body read =
        largeBodies.read(
            caller.tenant(), http.getContentLength(), http.byteBody().toInputStream())) {
      return chatCompletions.answer(caller, http, chatCompletions.read(read.bytes()));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private CompletableFuture<HttpResponse<?>> blocking(
      PropagatedContext context, Supplier<HttpResponse<?>> answer) {
    return CompletableFuture.supplyAsync(context.wrap(answer), executor);
  }
}
