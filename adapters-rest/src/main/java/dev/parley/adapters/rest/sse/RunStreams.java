package dev.parley.adapters.rest.sse;

import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunState;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Streams of a run's events. The journal is read only as fast as the client takes the bytes, so a
 * slow client costs no memory; a client that leaves ends its own stream and nothing else.
 */
@Singleton
public final class RunStreams {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** How many events go out in one piece, at most. */
  private static final int MOST_AT_ONCE = 256;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** A run's end is stored before its last event is; the time between is a write or two. */
  private static final Duration TERMINAL_GRACE = Duration.ofSeconds(2);

  private final RunJournal journal;
  private final Runs runs;
  private final RunEventCodec codec;
  private final Scheduler scheduler;
  private final Duration heartbeat;

  @Inject
  RunStreams(
      RunJournal journal,
      Runs runs,
      RunEventCodec codec,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this(journal, runs, codec, executor, HEARTBEAT);
  }

  /**
   * @param heartbeat how long a stream may be silent
   */
  RunStreams(
      RunJournal journal,
      Runs runs,
      RunEventCodec codec,
      ExecutorService executor,
      Duration heartbeat) {
    this.journal = journal;
    this.runs = runs;
    this.codec = codec;
    // Not as an executor service: reactor would interrupt a thread that reads the journal, and an
    // interrupt closes the file that all others read too.
    this.scheduler = Schedulers.fromExecutor(command -> executor.execute(command));
    this.heartbeat = heartbeat;
  }

  /** An answer that streams the events after a seq, up to the terminal one. */
  public MutableHttpResponse<Flux<byte[]>> follow(Run run, long after) {
    return HttpResponse.ok(frames(run, after))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Accel-Buffering", "no");
  }

  Flux<byte[]> frames(Run run, long after) {
    return Flux.<byte[], Position>generate(
            () -> new Position(after),
            (position, sink) -> {
              try {
                advance(run, position, sink);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                sink.complete();
              }
              return position;
            })
        .subscribeOn(scheduler);
  }

  /** How far a stream has come. Used by one thread at a time. */
  private static final class Position {
    private long seq;
    private boolean begun;

    Position(long seq) {
      this.seq = seq;
    }
  }

  private void advance(Run run, Position position, SynchronousSink<byte[]> sink)
      throws InterruptedException {
    // The first piece must not wait: the client gets its headers with it.
    Duration patience = position.begun ? heartbeat : Duration.ZERO;
    position.begun = true;
    List<Entry> entries = await(run, position.seq, patience);
    if (!entries.isEmpty()) {
      List<Entry> next = entries.subList(0, Math.min(entries.size(), MOST_AT_ONCE));
      position.seq = next.getLast().seq();
      sink.next(EventFrames.of(run.id(), next));
      if (next.getLast().event().terminal()) {
        sink.complete();
      }
      return;
    }
    Optional<Run> stored = runs.find(run.tenant(), run.id());
    if (stored.isEmpty()) {
      sink.complete();
    } else if (patience.isPositive() && stored.get().state() instanceof RunState.Ended ended) {
      // The journal has forgotten the run; how it ended is known all the same.
      if (position.seq < stored.get().lastSeq()) {
        Encoded terminal = codec.encode(RunEvent.Terminal.of(run.answer(), ended));
        Entry last = new Entry(stored.get().lastSeq(), terminal);
        sink.next(EventFrames.of(run.id(), List.of(last)));
      }
      sink.complete();
    } else {
      sink.next(EventFrames.heartbeat());
    }
  }

  /**
   * Waits as the journal does, and also where the journal does not: for a run whose first event is
   * still to come, and for the last event of one whose end was stored just now.
   */
  private List<Entry> await(Run run, long after, Duration patience) throws InterruptedException {
    long began = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    Duration left = patience;
    while (true) {
      List<Entry> entries = journal.read(run.tenant(), run.id(), after, left);
      Duration waited = Duration.ofNanos(System.nanoTime() - began);
      left = patience.minus(waited);
      if (!entries.isEmpty() || !left.isPositive() || nothingComes(run, after, waited)) {
        return entries;
      }
      Thread.sleep(shorter(pause, left));
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    }
  }

  private boolean nothingComes(Run run, long after, Duration waited) {
    Optional<Run> stored = runs.find(run.tenant(), run.id());
    if (stored.isEmpty()) {
      return true;
    }
    boolean ended = stored.get().state() instanceof RunState.Ended;
    return ended && (after >= stored.get().lastSeq() || waited.compareTo(TERMINAL_GRACE) > 0);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
