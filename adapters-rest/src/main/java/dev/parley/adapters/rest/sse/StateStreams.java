package dev.parley.adapters.rest.sse;

import dev.parley.adapters.rest.security.Standing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Streams that tell how something stands each time that it stands otherwise, up to its end. The
 * store is asked again and again, so it does not matter which node does the work; what came and
 * went between two looks is not told. Whoever comes back is told how it stands now. A stream ends
 * when the caller's key is revoked or the tenant suspended, and drops clients that take nothing.
 */
@Singleton
@Bean(preDestroy = "close")
public final class StateStreams implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** How late a change is told, at most, where the client keeps up. */
  private static final Duration LOOK = Duration.ofMillis(400);

  private final Standing standing;
  private final JsonMapper json;
  private final Scheduler scheduler;
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("state-stream-watchdog").factory());

  StateStreams(
      Standing standing,
      JsonMapper json,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor,
      @Value("${parley.streams.stall:60s}") Duration stall) {
    this.standing = standing;
    this.json = json;
    this.scheduler = Schedulers.fromExecutor(command -> executor.execute(command));
    long period = Math.max(1, stall.toMillis() / 4);
    var unused =
        watchdog.scheduleWithFixedDelay(
            () -> clients.forEach(client -> client.dropIfStalled(stall)),
            period,
            period,
            TimeUnit.MILLISECONDS);
  }

  /**
   * How something stands.
   *
   * @param id the same as long as it stands so; no line breaks in it
   * @param type of the event
   * @param body what the event says
   * @param last whether nothing follows
   */
  public record State(String id, String type, Object body, boolean last) {}

  /** Stops looking after streams. */
  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  /**
   * An answer that streams states, up to the last one.
   *
   * @param seen the id of the state that the client knows, which is told only if it is the last;
   *     null: none
   * @param look says how it stands; may block
   */
  public MutableHttpResponse<Flux<byte[]>> follow(
      HttpRequest<?> request, @Nullable String seen, Supplier<State> look) {
    return EventStream.of(frames(new StreamClient(standing.of(request)), seen, look));
  }

  private Flux<byte[]> frames(StreamClient client, @Nullable String seen, Supplier<State> look) {
    Progress progress = new Progress(seen);
    return Flux.<byte[]>generate(
            sink -> {
              try {
                advance(client, progress, look, sink);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                sink.complete();
              }
            })
        .subscribeOn(scheduler)
        .doOnSubscribe(subscription -> clients.add(client))
        .doOnRequest(client::wants)
        .doOnNext(frame -> client.given())
        .takeUntilOther(client.dropped())
        .doFinally(
            how -> {
              client.leave();
              clients.remove(client);
            });
  }

  /** How far a stream has come; used by one thread at a time. */
  private static final class Progress {
    private @Nullable String told;
    private boolean begun;

    Progress(@Nullable String told) {
      this.told = told;
    }
  }

  private void advance(
      StreamClient client, Progress progress, Supplier<State> look, SynchronousSink<byte[]> sink)
      throws InterruptedException {
    while (client.goesOn()) {
      State state = look.get();
      boolean isNew = state.last() || !state.id().equals(progress.told);
      // The first piece must not wait: the client gets its headers with it.
      if (isNew || !progress.begun || client.silence().compareTo(HEARTBEAT) >= 0) {
        progress.begun = true;
        progress.told = state.id();
        sink.next(isNew ? frame(state) : EventFrames.heartbeat());
        if (state.last()) {
          sink.complete();
        }
        return;
      }
      Thread.sleep(LOOK);
    }
    sink.complete();
  }

  private byte[] frame(State state) {
    try {
      String frame =
          "id: "
              + state.id()
              + "\nevent: "
              + state.type()
              + "\ndata: "
              + json.writeValueAsString(state.body())
              + "\n\n";
      return frame.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
  }
}
