package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.sse.EventStream;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Said;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.quota.RateLimitStatus;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;

/** Responses as OpenAI's API sends them. */
final class Answers {
  private Answers() {}

  static MutableHttpResponse<byte[]> json(byte[] json, List<RateLimitStatus> limits) {
    return withLimits(HttpResponse.ok(json).contentType(MediaType.APPLICATION_JSON_TYPE), limits);
  }

  static MutableHttpResponse<Flux<byte[]>> events(
      Flux<byte[]> frames, List<RateLimitStatus> limits) {
    return withLimits(EventStream.of(frames), limits);
  }

  private static <T> MutableHttpResponse<T> withLimits(
      MutableHttpResponse<T> response, List<RateLimitStatus> limits) {
    limitFields(limits).forEach(response::header);
    return RateLimitFields.on(response, limits);
  }

  /** How OpenAI tells of limits, beside the fields of the standard to be. */
  private static Map<String, String> limitFields(List<RateLimitStatus> limits) {
    Map<String, String> fields = new HashMap<>();
    for (RateLimitStatus limit : limits) {
      String name = RateLimitFields.name(limit.limit());
      fields.put("x-ratelimit-limit-" + name, String.valueOf(limit.quota()));
      fields.put("x-ratelimit-remaining-" + name, String.valueOf(limit.remaining()));
      fields.put("x-ratelimit-reset-" + name, limit.reset().toMillis() + "ms");
    }
    return fields;
  }

  /**
   * What was done.
   *
   * @throws OpenAiException for a model that is not known, or is a bot that has gone, and where a
   *     limit is reached
   */
  static <T> T done(Outcome<T> outcome, String model) {
    if (outcome instanceof Outcome.Refused<T> refused) {
      Refusal refusal = refused.refusal();
      if (refusal instanceof Refusal.NotFound || isUnknownModel(refusal)) {
        throw new OpenAiException(OpenAiError.modelNotFound(model));
      }
      if (refusal instanceof Refusal.Limited limited) {
        throw new OpenAiException(OpenAiError.of(limited, limitFields(limited.status())));
      }
    }
    return Outcomes.done(outcome);
  }

  private static boolean isUnknownModel(Refusal refusal) {
    return refusal instanceof Refusal.Invalid invalid && invalid.code().equals("model_not_found");
  }

  /** What a provider did not do; its own words, where they are about the request. */
  static OpenAiError error(Failure failure) {
    Said said = failure.said();
    if (said == null) {
      return OpenAiError.of(failure.cause(), failure.retryAfter());
    }
    OpenAiError ours = OpenAiError.of(failure.cause(), failure.retryAfter());
    HttpStatus status =
        ours.status().getCode() >= 500 ? HttpStatus.valueOf(said.status()) : ours.status();
    String code = said.code() == null && ours.status().getCode() < 500 ? ours.code() : said.code();
    return new OpenAiError(
        status,
        said.message(),
        said.type() == null ? OpenAiError.INVALID_REQUEST : said.type(),
        said.param(),
        code,
        OpenAiError.NO_QUOTA.equals(code) ? OpenAiError.NO_RETRY : Map.of());
  }
}
