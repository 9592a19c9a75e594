package dev.parley.adapters.rest.sse;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.security.Standing;
import dev.parley.application.conversation.CancelRun;
import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

/**
 * Streams of a run's events as answers. A stream ends when the caller's key is revoked or the
 * tenant suspended, within two seconds.
 */
@Singleton
@Bean(preDestroy = "close")
public final class RunStreams implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration RECHECK = Duration.ofSeconds(1);

  private static final String RUN = "parley.run";

  private final RunFrames frames;
  private final Standing standing;
  private final CancelRun cancelRun;
  private final ExecutorService executor;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("stream-watchdog").factory());

  RunStreams(
      RunJournal journal,
      Runs runs,
      RunEventCodec codec,
      Standing standing,
      CancelRun cancelRun,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor,
      @Value("${parley.streams.stall:60s}") Duration stall,
      Clock clock) {
    this.frames =
        new RunFrames(
            journal, runs, codec, executor, new StreamTiming(HEARTBEAT, RECHECK, stall), clock);
    this.standing = standing;
    this.cancelRun = cancelRun;
    this.executor = executor;
    long period = Math.max(1, stall.toMillis() / 4);
    var unused =
        watchdog.scheduleWithFixedDelay(frames::dropStalled, period, period, TimeUnit.MILLISECONDS);
  }

  /** Stops looking after streams. */
  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  /**
   * An answer that streams the events after a seq, up to the terminal one.
   *
   * @param caller who asks; the run is theirs
   */
  public MutableHttpResponse<Flux<byte[]>> follow(
      HttpRequest<?> request, Caller caller, Run run, long after, OnDisconnect onDisconnect) {
    Flux<byte[]> body = frames.of(new Watch(run, after, standing.of(request)));
    MutableHttpResponse<Flux<byte[]>> response =
        EventStream.of(onDisconnect == OnDisconnect.CANCEL ? cancelling(body, caller, run) : body);
    response.setAttribute(RUN, run.id());
    return response;
  }

  /** The run that an answer streams the events of; empty for any other answer. */
  public static Optional<RunId> streamedBy(HttpResponse<?> response) {
    return response.getAttribute(RUN, RunId.class);
  }

  /**
   * The events after a seq, up to the terminal one, as many at a time as are there; an empty list
   * says that the run lives on though nothing happens.
   *
   * @param stands asked again and again whether the events may go on
   */
  public Flux<List<Entry>> entries(Run run, long after, BooleanSupplier stands) {
    return frames.entries(new Watch(run, after, stands));
  }

  private Flux<byte[]> cancelling(Flux<byte[]> body, Caller caller, Run run) {
    return body.doOnError(StreamClient.SlowClient.class, slow -> cancel(caller, run))
        .doFinally(
            how -> {
              if (how == SignalType.CANCEL) {
                cancel(caller, run);
              }
            });
  }

  /** Elsewhere: the thread that says so belongs to the network. */
  private void cancel(Caller caller, Run run) {
    executor.execute(
        () -> {
          var unused = cancelRun.cancel(caller.principal(), run.id());
        });
  }
}
