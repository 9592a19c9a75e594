package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.adapters.rest.openai.Departures.Departure;
import dev.parley.adapters.rest.problem.AnswersOpenAiErrors;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.TakesObject;
import dev.parley.application.gateway.EmbedTexts;
import dev.parley.application.gateway.EmbedTexts.Embedded;
import dev.parley.application.model.EmbeddingGateways;
import dev.parley.application.model.EmbeddingGateways.Embedder;
import dev.parley.application.outcome.Outcome;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Embeddings for clients of OpenAI's API. */
@Controller("/v1/embeddings")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersOpenAiErrors
@Tag(name = "OpenAI")
final class EmbeddingController {
  private final EmbedTexts embedTexts;
  private final EmbeddingGateways gateways;
  private final ForwardedAnswers forwardedAnswers;
  private final Departures departures;
  private final LargeBodies largeBodies;
  private final TokenCounter tokens;

  EmbeddingController(
      EmbedTexts embedTexts,
      EmbeddingGateways gateways,
      ForwardedAnswers forwardedAnswers,
      Departures departures,
      LargeBodies largeBodies,
      TokenCounter tokens) {
    this.embedTexts = embedTexts;
    this.gateways = gateways;
    this.forwardedAnswers = forwardedAnswers;
    this.departures = departures;
    this.largeBodies = largeBodies;
    this.tokens = tokens;
  }

  /**
   * Embeds texts, as OpenAI's API does: by a model of the installation's own, or by one of a
   * provider's.
   */
  @Post
  @ApiResponse(
      responseCode = "200",
      description = "The vectors",
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  HttpResponse<?> createEmbedding(
      Caller caller, HttpRequest<?> http, @TakesObject @Body InputStream in) throws IOException {
    try (LargeBodies.Body read = largeBodies.read(caller.tenant(), http.getContentLength(), in)) {
      return embedding(caller, http, EmbeddingBody.read(read.bytes()));
    }
  }

  private HttpResponse<?> embedding(Caller caller, HttpRequest<?> http, EmbeddingBody body) {
    Optional<EmbedTexts.Served> served = embedTexts.model(body.model());
    if (served.isPresent()) {
      return own(caller, http, served.get(), body);
    }
    Embedder embedder =
        gateways
            .embedder(new ModelId(body.model()))
            .orElseThrow(() -> new OpenAiException(OpenAiError.modelNotFound(body.model())));
    return forwardedAnswers.embedding(caller, http, embedder, body.tokens(tokens), body.call());
  }

  private HttpResponse<?> own(
      Caller caller, HttpRequest<?> http, EmbedTexts.Served served, EmbeddingBody body) {
    Embedded embedded = Answers.done(embedded(caller, http, served, body), body.model());
    List<Map<String, @Nullable Object>> vectors = new ArrayList<>();
    for (float[] vector : embedded.vectors()) {
      vectors.add(
          JsonText.object(
              "object",
              "embedding",
              "index",
              vectors.size(),
              "embedding",
              body.base64() ? base64(vector) : numbers(vector)));
    }
    String json =
        JsonText.of(
            JsonText.object(
                "object",
                "list",
                "data",
                vectors,
                "model",
                body.model(),
                "usage",
                JsonText.object(
                    "prompt_tokens", embedded.tokens(), "total_tokens", embedded.tokens())));
    return Answers.json(json.getBytes(StandardCharsets.UTF_8), embedded.limits());
  }

  private Outcome<Embedded> embedded(
      Caller caller, HttpRequest<?> http, EmbedTexts.Served served, EmbeddingBody body) {
    try (Departure departure = departures.watch(http)) {
      departure.interruptHere();
      try {
        return embedTexts.embed(caller.principal(), served, texts(body), body.dimensions());
      } catch (InterruptedException | CancellationException gone) {
        throw new OpenAiException(
            OpenAiError.of(
                new RunFailure(RunFailure.Code.INTERRUPTED, "The request was broken off."), null));
      } finally {
        departure.interruptNoMore();
      }
    }
  }

  /** The texts as they came, or those of the tokens that came. */
  private List<String> texts(EmbeddingBody body) {
    List<String> texts = new ArrayList<>(body.texts());
    for (List<Integer> tokensOfOne : body.tokens()) {
      texts.add(
          embedTexts
              .text(tokensOfOne)
              .orElseThrow(
                  () ->
                      Check.failed(
                          "input",
                          "invalid_value",
                          "Invalid 'input': expected tokens of the vocabulary 'cl100k_base'.")));
    }
    return texts;
  }

  /** The numbers as 32-bit floats, the lowest byte first, as OpenAI's API encodes them. */
  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static List<Float> numbers(float[] vector) {
    List<Float> numbers = new ArrayList<>(vector.length);
    for (float number : vector) {
      numbers.add(number);
    }
    return numbers;
  }
}
