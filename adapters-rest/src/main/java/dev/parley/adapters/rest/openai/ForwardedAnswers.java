package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.openai.Departures.Departure;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.gateway.ForwardRequest;
import dev.parley.application.gateway.ForwardRequest.Forwarded;
import dev.parley.application.model.EmbeddingGateways.Embedder;
import dev.parley.application.model.ModelGateway;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Pieces;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.routing.Choice;
import dev.parley.domain.conversation.RunFailure;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Answers of providers who speak OpenAI's protocol themselves: their bytes as they come. */
@Singleton
final class ForwardedAnswers {
  private final ForwardRequest forwardRequest;
  private final Departures departures;
  private final ExecutorService executor;
  private final Scheduler scheduler;

  ForwardedAnswers(
      ForwardRequest forwardRequest,
      Departures departures,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.forwardRequest = forwardRequest;
    this.departures = departures;
    this.executor = executor;
    this.scheduler = Schedulers.fromExecutor(command -> executor.execute(command));
  }

  MutableHttpResponse<?> completion(
      Caller caller, HttpRequest<?> http, Choice choice, ChatCompletionBody body) {
    return answer(
        http, () -> forwardRequest.forward(caller.principal(), choice, body.call()), body.model());
  }

  /**
   * The answer to a request that asks for no stream; blocks nowhere.
   *
   * @param choice by {@link ForwardRequest#chooseAtOnce}
   * @return empty if the request has to wait for its turn
   */
  Optional<CompletableFuture<MutableHttpResponse<?>>> completionAtOnce(
      Caller caller, HttpRequest<?> http, Choice choice, ChatCompletionBody body) {
    return forwardRequest
        .forwardAtOnce(caller.principal(), choice, body.call())
        .map(outcome -> answered(http, Answers.done(outcome, body.model())));
  }

  private CompletableFuture<MutableHttpResponse<?>> answered(
      HttpRequest<?> http, CompletableFuture<Forwarded> coming) {
    Departure departure = departures.watch(http);
    departure.react(() -> coming.cancel(false));
    return coming.handle(
        (forwarded, fault) -> {
          departure.close();
          return switch (forwarded) {
            case Forwarded.Whole whole -> Answers.json(whole.json(), whole.limits());
            case Forwarded.Failed failed ->
                throw new OpenAiException(Answers.error(failed.failure()));
            case Forwarded.Streaming stream -> throw new IllegalStateException("a stream came");
            case null -> throw brokenOff(fault);
          };
        });
  }

  private static RuntimeException brokenOff(Throwable fault) {
    return fault instanceof CancellationException ? brokenOff() : new CompletionException(fault);
  }

  private static OpenAiException brokenOff() {
    return new OpenAiException(
        OpenAiError.of(
            new RunFailure(RunFailure.Code.INTERRUPTED, "The request was broken off."), null));
  }

  MutableHttpResponse<?> embedding(
      Caller caller, HttpRequest<?> http, Embedder embedder, int tokens, ModelGateway.Call call) {
    return answer(
        http,
        () -> forwardRequest.forward(caller.principal(), embedder, tokens, call),
        embedder.id().value());
  }

  @FunctionalInterface
  private interface Forwarding {
    Outcome<Forwarded> forward() throws InterruptedException;
  }

  private MutableHttpResponse<?> answer(HttpRequest<?> http, Forwarding forwarding, String model) {
    Departure departure = departures.watch(http);
    boolean streaming = false;
    try {
      Forwarded forwarded = Answers.done(outcome(departure, forwarding), model);
      switch (forwarded) {
        case Forwarded.Whole whole -> {
          return Answers.json(whole.json(), whole.limits());
        }
        case Forwarded.Failed failed -> throw new OpenAiException(Answers.error(failed.failure()));
        case Forwarded.Streaming stream -> {
          streaming = true;
          return Answers.events(frames(stream.pieces(), departure), stream.limits());
        }
      }
    } finally {
      if (!streaming) {
        departure.close();
      }
    }
  }

  private static Outcome<Forwarded> outcome(Departure departure, Forwarding forwarding) {
    departure.interruptHere();
    try {
      return forwarding.forward();
    } catch (InterruptedException gone) {
      throw brokenOff();
    } finally {
      departure.interruptNoMore();
    }
  }

  private Flux<byte[]> frames(Pieces pieces, Departure departure) {
    // Even a stream that nobody has begun to read yet.
    departure.react(pieces::close);
    return Flux.<byte[], Boolean>generate(
            () -> false,
            (toldOfFailure, sink) -> {
              byte[] next = toldOfFailure ? null : pieces.next();
              Failure failure = pieces.failure();
              if (next != null) {
                sink.next(next);
              } else if (failure != null && !toldOfFailure) {
                sink.next(Completion.error(Answers.error(failure)));
                return true;
              } else {
                sink.complete();
              }
              return toldOfFailure;
            })
        .subscribeOn(scheduler)
        .doFinally(
            signal ->
                executor.execute(
                    () -> {
                      departure.close();
                      pieces.close();
                    }));
  }
}
