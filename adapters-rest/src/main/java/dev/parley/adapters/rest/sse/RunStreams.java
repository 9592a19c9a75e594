package dev.parley.adapters.rest.sse;

import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunId;
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

  /** A run's end is stored before its last event is; the time between is a write or two. */
  private static final Duration TERMINAL_GRACE = Duration.ofSeconds(2);

  private static final String RUN = "parley.run";

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
    MutableHttpResponse<Flux<byte[]>> response =
        HttpResponse.ok(frames(run, after))
            .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header("X-Accel-Buffering", "no");
    response.setAttribute(RUN, run.id());
    return response;
  }

  /** The run that an answer streams the events of; empty for any other answer. */
  public static Optional<RunId> streamedBy(HttpResponse<?> response) {
    return response.getAttribute(RUN, RunId.class);
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
    private boolean ending;

    Position(long seq) {
      this.seq = seq;
    }
  }

  private void advance(Run run, Position position, SynchronousSink<byte[]> sink)
      throws InterruptedException {
    Duration patience = patience(position);
    long began = System.nanoTime();
    List<Entry> entries = journal.read(run.tenant(), run.id(), position.seq, patience);
    Duration waited = Duration.ofNanos(System.nanoTime() - began);
    position.begun = true;
    if (entries.isEmpty()) {
      // Only a run that has ended is not waited for.
      passTheTime(run, position, waited.compareTo(patience) < 0, sink);
      return;
    }
    List<Entry> next = entries.subList(0, Math.min(entries.size(), MOST_AT_ONCE));
    position.seq = next.getLast().seq();
    sink.next(EventFrames.of(run.id(), next));
    if (next.getLast().event().terminal()) {
      sink.complete();
    }
  }

  private Duration patience(Position position) {
    if (!position.begun) {
      // The first piece must not wait: the client gets its headers with it.
      return Duration.ZERO;
    }
    return position.ending ? TERMINAL_GRACE : heartbeat;
  }

  private void passTheTime(
      Run run, Position position, boolean seenToTheEnd, SynchronousSink<byte[]> sink) {
    Optional<Run> stored = runs.find(run.tenant(), run.id());
    if (seenToTheEnd || stored.isEmpty()) {
      sink.complete();
    } else if (stored.get().state() instanceof RunState.Ended ended) {
      endWithoutJournal(stored.get(), ended, position, sink);
    } else {
      sink.next(EventFrames.heartbeat());
    }
  }

  /** The last event is still on its way, or the journal has forgotten the run. */
  private void endWithoutJournal(
      Run stored, RunState.Ended ended, Position position, SynchronousSink<byte[]> sink) {
    if (position.seq >= stored.lastSeq()) {
      sink.complete();
    } else if (position.ending) {
      Encoded terminal = codec.encode(RunEvent.Terminal.of(stored.answer(), ended));
      Entry last = new Entry(stored.lastSeq(), terminal);
      sink.next(EventFrames.of(stored.id(), List.of(last)));
      sink.complete();
    } else {
      position.ending = true;
      sink.next(EventFrames.heartbeat());
    }
  }
}
