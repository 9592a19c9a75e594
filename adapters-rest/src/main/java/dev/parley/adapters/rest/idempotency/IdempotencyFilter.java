package dev.parley.adapters.rest.idempotency;

import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.security.Credentials;
import dev.parley.adapters.rest.sse.OnDisconnect;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.wire.IdempotencyKeys;
import dev.parley.application.conversation.Runs;
import dev.parley.application.idempotency.AnswerOnce;
import dev.parley.application.idempotency.AnswerOnce.Beginning;
import dev.parley.application.idempotency.Claim;
import dev.parley.application.idempotency.Fingerprint;
import dev.parley.application.idempotency.KeptAnswer;
import dev.parley.application.idempotency.RequestName;
import dev.parley.domain.conversation.ClientKey;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ConditionalFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a POST that comes with an {@code Idempotency-Key} through once, and answers it from what was
 * kept when it comes again. It stands behind whoever finds out who calls: what strangers send is
 * never looked at, nor is what is refused to them kept.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class IdempotencyFilter implements Ordered, ConditionalFilter {
  /** Says of an answer that it was given before. */
  static final String REPLAYED = "Idempotent-Replayed";

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
  private static final String ATTEMPT = "parley.idempotent";
  private static final String RETRY_AFTER_SECONDS = "1";

  private final AnswerOnce answerOnce;
  private final Answers answers;
  private final Runs runs;
  private final RunStreams streams;

  IdempotencyFilter(AnswerOnce answerOnce, Answers answers, Runs runs, RunStreams streams) {
    this.answerOnce = answerOnce;
    this.answers = answers;
    this.runs = runs;
    this.streams = streams;
  }

  /** A request that is being carried out. */
  private record Attempt(Claim claim, CompletableFuture<Fingerprint> fingerprint) {}

  /** Requests of MCP have names of their own; what they are refused is no answer to be kept. */
  @Override
  public boolean isEnabled(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.POST
        && !request.getPath().equals("/mcp")
        && request.getHeaders().contains(IdempotencyKeys.HEADER);
  }

  /** Null: the request is to be carried out. */
  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Nullable HttpResponse<?> begin(HttpRequest<?> http) {
    Caller caller = Caller.of(http).orElse(null);
    ClientKey key = IdempotencyKeys.clientKey(http.getHeaders().get(IdempotencyKeys.HEADER));
    if (caller == null || key == null || !(http instanceof ServerHttpRequest<?> request)) {
      return null;
    }
    boolean isLong = RequestFingerprints.isLong(request);
    Fingerprint fingerprint = isLong ? null : read(request);
    RequestName name = new RequestName(caller.tenant(), caller.subject(), key);
    return switch (answerOnce.begin(name, fingerprint)) {
      case Beginning.First first -> {
        CompletableFuture<Fingerprint> known =
            fingerprint == null
                ? RequestFingerprints.meanwhile(request)
                : CompletableFuture.completedFuture(fingerprint);
        request.setAttribute(ATTEMPT, new Attempt(first.claim(), known));
        yield null;
      }
      case Beginning.Running running ->
          throw new ProblemException(
              Problem.of(
                      HttpStatus.CONFLICT,
                      "idempotency_in_progress",
                      "The request with this Idempotency-Key is still being answered.")
                  .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
      case Beginning.Mismatch mismatch -> throw mismatch();
      case Beginning.Again again -> {
        if (fingerprint == null
            && !RequestFingerprints.alone(request).equals(again.fingerprint())) {
          throw mismatch();
        }
        yield again(caller, request, again);
      }
    };
  }

  private static Fingerprint read(ServerHttpRequest<?> request) {
    try {
      return RequestFingerprints.of(request);
    } catch (CompletionException e) {
      // Too long, or cut off: answered as without a key.
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private HttpResponse<?> again(Caller caller, HttpRequest<?> request, Beginning.Again again) {
    MutableHttpResponse<?> response =
        switch (again.answer()) {
          case KeptAnswer.Whole whole ->
              Answers.whole(whole, credential(request), again.fingerprint())
                  .orElseThrow(IdempotencyFilter::notKept);
          case KeptAnswer.Events events ->
              streams.follow(
                  request,
                  caller,
                  Outcomes.found(runs.find(caller.tenant(), caller.subject(), events.run())),
                  0,
                  OnDisconnect.CONTINUE);
          case KeptAnswer.Forgotten forgotten -> throw notKept();
        };
    return response.header(REPLAYED, "true");
  }

  private static ProblemException mismatch() {
    return new ProblemException(
        Problem.invalid(
            "idempotency_mismatch",
            IdempotencyKeys.HEADER,
            "Idempotency-Key: sent before with another request (expected: a new one)"));
  }

  private static ProblemException notKept() {
    return new ProblemException(
        Problem.of(
            HttpStatus.CONFLICT,
            "idempotency_answer_not_kept",
            "The request with this Idempotency-Key was carried out; its answer was not kept."));
  }

  @ResponseFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
    Attempt attempt = request.getAttribute(ATTEMPT, Attempt.class).orElse(null);
    if (attempt == null) {
      return;
    }
    try {
      Fingerprint fingerprint =
          attempt.fingerprint().isCompletedExceptionally()
              ? null
              : attempt.fingerprint().getNow(null);
      // Refused before all of it was read: nobody knows what was asked for.
      if (fingerprint == null || !Answers.isFinal(response)) {
        answerOnce.release(attempt.claim());
      } else {
        answerOnce.keep(
            attempt.claim(), fingerprint, answers.kept(response, credential(request), fingerprint));
      }
    } catch (RuntimeException notKept) {
      // The work is done and its answer is here: not to send it would help nobody.
      LOG.error("an answer could not be kept", notKept);
    }
  }

  private static @Nullable String credential(HttpRequest<?> request) {
    return Credentials.of(request).orElse(null);
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after();
  }
}
