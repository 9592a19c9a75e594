package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.adapters.rest.openai.ChatCompletions;
import dev.parley.adapters.rest.openai.ChatCompletions.Asked;
import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.problem.AnswersOpenAiErrors;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithObjectOrEvents;
import dev.parley.adapters.rest.wire.AnswersWithObject;
import dev.parley.adapters.rest.wire.TakesObject;
import dev.parley.application.response.ResponseId;
import dev.parley.domain.id.Ids;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Responses for clients of OpenAI's API. */
@Controller("/v1/responses")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersOpenAiErrors
@Tag(name = "OpenAI")
final class ResponseController {
  private final ChatCompletions chatCompletions;
  private final ResponseMemory memory;
  private final LargeBodies largeBodies;
  private final Ids ids;
  private final Clock clock;

  ResponseController(
      ChatCompletions chatCompletions,
      ResponseMemory memory,
      LargeBodies largeBodies,
      Ids ids,
      Clock clock) {
    this.chatCompletions = chatCompletions;
    this.memory = memory;
    this.largeBodies = largeBodies;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Answers, as OpenAI's Responses API does. The model may be one of {@code GET /v1/models}, as for
   * {@code /v1/chat/completions}. Where the caller leaves, the answer is broken off.
   */
  @Post
  @AnswersWithObjectOrEvents
  HttpResponse<?> createResponse(
      Caller caller, HttpRequest<?> http, @TakesObject @Body InputStream in) throws IOException {
    try (LargeBodies.Body read = largeBodies.read(caller.tenant(), http.getContentLength(), in)) {
      ResponseBody body = ResponseBody.read(read.bytes());
      Draft draft = new Draft(new ResponseId(ids.next()), clock.instant(), body.values());
      List<Map<String, @Nullable Object>> input = memory.resolved(caller, body.input());
      draft.name(input);
      try (ResponseMemory.Past past = memory.past(caller, body.previous())) {
        Asked asked = asked(body, past.items(), input);
        UnaryOperator<Map<String, @Nullable Object>> keeper =
            memory.keeper(caller, draft, body, input);
        return inItsForm(
            draft,
            keeper,
            ParameterNames.telling(() -> chatCompletions.answer(caller, http, asked)));
      }
    }
  }

  private Asked asked(
      ResponseBody body, List<Map<?, ?>> past, List<Map<String, @Nullable Object>> input) {
    List<Map<?, ?>> items = new ArrayList<>(past);
    items.addAll(input);
    byte[] completion = body.completion(items);
    return ParameterNames.telling(() -> chatCompletions.read(completion));
  }

  private HttpResponse<?> inItsForm(
      Draft draft,
      UnaryOperator<Map<String, @Nullable Object>> keeper,
      MutableHttpResponse<?> answer) {
    if (answer.body() instanceof byte[] whole) {
      return answer.body(
          JsonText.of(keeper.apply(WholeResponse.of(whole, draft, clock.instant())))
              .getBytes(StandardCharsets.UTF_8));
    }
    if (answer.body() instanceof Flux<?> chunks) {
      return answer.body(
          Flux.defer(
              () -> {
                ResponseEvents events = new ResponseEvents(draft, clock, keeper);
                return chunks
                    .map(chunk -> events.of((byte[]) chunk))
                    .filter(frames -> frames.length > 0);
              }));
    }
    throw new IllegalStateException("an answer of neither form");
  }

  /** A response that was kept. */
  @Get("/{id}")
  @AnswersWithObject
  byte[] response(Caller caller, String id, @Nullable @QueryValue String stream) {
    if (Boolean.parseBoolean(stream)) {
      throw Check.unsupported("stream", "is not supported here");
    }
    return memory.find(caller, id).response().getBytes(StandardCharsets.UTF_8);
  }

  /** Removes a response that was kept. What goes on from it cannot be gone on from any more. */
  @Delete("/{id}")
  @AnswersWithObject
  byte[] deleteResponse(Caller caller, String id) {
    memory.forget(caller, id);
    return JsonText.of(JsonText.object("id", id, "object", "response", "deleted", true))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The items that a response answers, without those of responses before it.
   *
   * @param after the id of the item before the first that is wanted
   * @param limit how many, 1 to 100; 20 if it is not said
   * @param order {@code asc} or {@code desc}, which is how it is if it is not said
   */
  @Get("/{id}/input_items")
  @AnswersWithObject
  byte[] inputItems(
      Caller caller,
      String id,
      @Nullable @QueryValue String after,
      @Nullable @QueryValue String limit,
      @Nullable @QueryValue String order) {
    return JsonText.of(
            ItemPage.of(ResponseMemory.input(memory.find(caller, id)), after, limit, order))
        .getBytes(StandardCharsets.UTF_8);
  }
}
