package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.security.Standing;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.Runs;
import dev.parley.application.mcp.CallName;
import dev.parley.application.mcp.RememberCalls;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.conversation.Warning;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Streams that answer calls: progress, then the answer. A client that leaves ends its stream and
 * nothing else, and may come back to it on any node. A call that was taken back is not answered,
 * nor is one whose key has been revoked since.
 */
@Singleton
final class CallStreams {
  private final RunStreams runStreams;
  private final Standing standing;
  private final RunEventCodec codec;
  private final Runs runs;
  private final Conversations conversations;
  private final RememberCalls rememberCalls;
  private final ToolResults results;
  private final Messages messages;
  private final Scheduler scheduler;

  CallStreams(
      RunStreams runStreams,
      Standing standing,
      RunEventCodec codec,
      Runs runs,
      Conversations conversations,
      RememberCalls rememberCalls,
      ToolResults results,
      Messages messages,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.runStreams = runStreams;
    this.standing = standing;
    this.codec = codec;
    this.runs = runs;
    this.conversations = conversations;
    this.rememberCalls = rememberCalls;
    this.results = results;
    this.messages = messages;
    // Not as an executor service: reactor would interrupt a thread that reads the store.
    this.scheduler = Schedulers.fromExecutor(command -> executor.execute(command));
  }

  /** A call, and who waits for its answer. */
  record Waiting(Caller caller, HttpRequest<?> http, @Nullable CallName name) {}

  /**
   * Answers a call that was just made.
   *
   * @param primed whether the client knows what an event without data is for
   */
  Flux<byte[]> begin(
      Waiting waiting,
      EventId start,
      boolean primed,
      AcceptedMessage accepted,
      CompletableFuture<JSONRPCResponse> response) {
    // Nobody who stops waiting may end the run for others who wait.
    Mono<JSONRPCResponse> answer =
        Mono.fromFuture(accepted.end(), true)
            .publishOn(scheduler)
            .filter(end -> !isWithdrawn(waiting, end.run()))
            .flatMap(end -> Mono.fromFuture(response, true));
    return Flux.defer(
        () -> {
          CallFrames frames = new CallFrames(messages, codec, start);
          Flux<byte[]> told = stream(waiting, accepted.run(), frames, answer);
          return primed ? told.startWith(frames.primer()) : told;
        });
  }

  /**
   * Goes on with a stream; empty if there is none to go on with: the run is not the caller's, or
   * its call was taken back.
   */
  Optional<Flux<byte[]>> resume(Waiting waiting, EventId last) {
    Caller caller = waiting.caller();
    return runs.find(caller.tenant(), caller.subject(), last.run())
        .filter(run -> !isWithdrawn(waiting, run))
        .map(
            run ->
                Flux.defer(
                    () -> {
                      CallFrames frames = new CallFrames(messages, codec, last);
                      return stream(
                          waiting,
                          run,
                          frames,
                          Mono.fromCallable(() -> stored(waiting, last, frames.warnings()))
                              .flatMap(Mono::justOrEmpty));
                    }));
  }

  private Flux<byte[]> stream(
      Waiting waiting, Run run, CallFrames frames, Mono<JSONRPCResponse> answer) {
    BooleanSupplier stands = standing.of(waiting.http());
    return runStreams
        .entries(run, 0, stands)
        // Without its events a run ends all the same.
        .onErrorResume(JournalUnavailable.class, gone -> Flux.empty())
        .map(frames::of)
        .filter(frame -> frame.length > 0)
        .concatWith(
            Mono.defer(() -> stands.getAsBoolean() ? answer.map(frames::answer) : Mono.empty())
                .subscribeOn(scheduler));
  }

  private boolean isWithdrawn(Waiting waiting, Run run) {
    return waiting.name() != null
        && run.state() instanceof RunState.Cancelled
        && rememberCalls.isWithdrawn(waiting.caller().principal(), waiting.name());
  }

  /** The answer as it is stored; empty if the run has not ended, is gone, or was taken back. */
  private Optional<JSONRPCResponse> stored(Waiting waiting, EventId call, List<Warning> warnings) {
    return runs.find(waiting.caller().tenant(), call.run())
        .filter(run -> run.state() instanceof RunState.Ended)
        .filter(run -> !isWithdrawn(waiting, run))
        .map(
            run -> {
              Optional<Message> answer = conversations.message(run.tenant(), run.answer());
              return JSONRPCResponse.result(
                  call.call(), results.of(new End(run, answer, warnings)));
            });
  }

  /** One answer alone, for a client that takes nothing but a stream. */
  Flux<byte[]> alone(Object response) {
    String json = new String(messages.write(response), StandardCharsets.UTF_8);
    return Flux.just(("event: message\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
  }
}
