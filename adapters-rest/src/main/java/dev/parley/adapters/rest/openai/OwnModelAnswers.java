package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.openai.ChatMessages.ChatMessage;
import dev.parley.adapters.rest.openai.Departures.Departure;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.gateway.CompletePrompt;
import dev.parley.application.gateway.CompletePrompt.Answering;
import dev.parley.application.model.CompletionModel;
import dev.parley.application.routing.Choice;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.id.Ids;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Answers of models that no provider serves, such as the offline one. */
@Singleton
final class OwnModelAnswers {
  private final CompletePrompt completePrompt;
  private final Departures departures;
  private final ExecutorService executor;
  private final Ids ids;
  private final Clock clock;

  OwnModelAnswers(
      CompletePrompt completePrompt,
      Departures departures,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor,
      Ids ids,
      Clock clock) {
    this.completePrompt = completePrompt;
    this.departures = departures;
    this.executor = executor;
    this.ids = ids;
    this.clock = clock;
  }

  MutableHttpResponse<?> completion(
      Caller caller, HttpRequest<?> http, Choice choice, ChatCompletionBody body) {
    OwnParameters.check(body);
    Answering answering =
        Answers.done(
            completePrompt.begin(caller.principal(), choice, turns(body), body.limits()),
            body.model());
    Completion completion =
        new Completion(
            "chatcmpl-" + ids.next(), clock.instant(), body.model(), body.includeUsage());
    return body.stream()
        ? Answers.events(frames(answering, completion), answering.limits())
        : Answers.json(whole(http, answering, completion), answering.limits());
  }

  private static List<Turn> turns(ChatCompletionBody body) {
    List<Turn> turns = new ArrayList<>();
    for (ChatMessage message : body.messages()) {
      Turn.Speaker speaker =
          switch (message.role()) {
            case "user" -> Turn.Speaker.USER;
            case "assistant" -> Turn.Speaker.ASSISTANT;
            default -> Turn.Speaker.SYSTEM;
          };
      turns.add(new Turn(speaker, message.text()));
    }
    if (turns.stream().noneMatch(turn -> turn.speaker() == Turn.Speaker.USER)) {
      throw Check.failed(
          "messages", "invalid_value", "Invalid 'messages': expected a message with role 'user'.");
    }
    return turns;
  }

  private byte[] whole(HttpRequest<?> http, Answering answering, Completion completion) {
    StringBuilder text = new StringBuilder();
    CompletionModel.Completion end;
    try (Departure departure = departures.watch(http)) {
      departure.interruptHere();
      try {
        end = answering.run(text::append);
      } finally {
        departure.interruptNoMore();
      }
    }
    if (!(end instanceof CompletionModel.Completion.Finished finished)) {
      throw new OpenAiException(error(end));
    }
    return completion.whole(
        JsonText.object(
            "role",
            "assistant",
            "content",
            text.toString(),
            "refusal",
            null,
            "annotations",
            List.of()),
        Words.of(finished.reason()),
        new Completion.Usage(finished.promptTokens(), finished.completionTokens()));
  }

  private Flux<byte[]> frames(Answering answering, Completion completion) {
    return Flux.create(
        sink -> {
          Future<?> answer = executor.submit(() -> stream(answering, completion, sink));
          sink.onCancel(() -> answer.cancel(true));
        });
  }

  private static void stream(Answering answering, Completion completion, FluxSink<byte[]> sink) {
    try {
      sink.next(completion.begin());
      CompletionModel.Completion end = answering.run(text -> sink.next(completion.text(text)));
      if (end instanceof CompletionModel.Completion.Finished finished) {
        sink.next(
            completion.end(
                JsonText.object(),
                Words.of(finished.reason()),
                new Completion.Usage(finished.promptTokens(), finished.completionTokens())));
      } else {
        sink.next(Completion.error(error(end)));
      }
      sink.complete();
    } catch (RuntimeException fault) {
      sink.error(fault);
    }
  }

  private static OpenAiError error(CompletionModel.Completion end) {
    RunFailure failure =
        end instanceof CompletionModel.Completion.Failed failed
            ? failed.failure()
            : new RunFailure(RunFailure.Code.INTERRUPTED, "The answer was broken off.");
    return OpenAiError.of(failure, null);
  }
}
