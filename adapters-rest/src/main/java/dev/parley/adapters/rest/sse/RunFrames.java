package dev.parley.adapters.rest.sse;

import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The events of runs, as frames or as they are. The journal is read only as fast as the client
 * takes the bytes, so a slow client costs no memory, and one that takes nothing for too long is
 * dropped; a client that leaves ends its own stream and nothing else.
 */
final class RunFrames {
  /** How many events go out in one piece, at most. */
  private static final int MOST_AT_ONCE = 256;

  /** After how many characters a piece is large enough. */
  private static final int ENOUGH_AT_ONCE = 1 << 16;

  /** A run's end is stored before its last event is; the time between is a write or two. */
  private static final Duration TERMINAL_GRACE = Duration.ofSeconds(2);

  private final RunJournal journal;
  private final Runs runs;
  private final RunEventCodec codec;
  private final Scheduler scheduler;
  private final StreamTiming timing;
  private final Clock clock;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

  RunFrames(
      RunJournal journal,
      Runs runs,
      RunEventCodec codec,
      ExecutorService executor,
      StreamTiming timing,
      Clock clock) {
    this.journal = journal;
    this.runs = runs;
    this.codec = codec;
    // Not as an executor service: reactor would interrupt a thread that reads the journal, and an
    // interrupt closes the file that all others read too.
    this.scheduler = Schedulers.fromExecutor(command -> executor.execute(command));
    this.timing = timing;
    this.clock = clock;
  }

  /** Frames up to the terminal event, or until the client leaves or may not go on. */
  Flux<byte[]> of(Watch watch) {
    return entries(watch)
        .map(
            entries ->
                entries.isEmpty()
                    ? EventFrames.heartbeat()
                    : EventFrames.of(watch.run().id(), entries));
  }

  /** The same as events; an empty list says that there was none for a while. */
  Flux<List<Entry>> entries(Watch watch) {
    return Flux.<List<Entry>>generate(
            sink -> {
              try {
                advance(watch, sink);
              } catch (JournalUnavailable unavailable) {
                endWithoutJournal(watch, unavailable, sink);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                sink.complete();
              }
            })
        .subscribeOn(scheduler)
        .doOnSubscribe(subscription -> watches.add(watch))
        .doOnRequest(watch::wants)
        .doOnNext(entries -> watch.given())
        .takeUntilOther(watch.dropped())
        .doFinally(
            how -> {
              watch.leave();
              watches.remove(watch);
            });
  }

  /** Drops the clients that take nothing; to be called every few seconds. */
  void dropStalled() {
    watches.forEach(watch -> watch.dropIfStalled(timing.stall()));
  }

  /** Gives the client one piece, or ends. */
  private void advance(Watch watch, SynchronousSink<List<Entry>> sink) throws InterruptedException {
    while (watch.goesOn()) {
      Duration patience = patience(watch);
      long began = System.nanoTime();
      List<Entry> entries = read(watch, patience);
      if (!entries.isEmpty()) {
        give(watch, entries, sink);
        return;
      }
      // Only a run that has ended is not waited for.
      boolean seenToTheEnd = System.nanoTime() - began < patience.toNanos();
      if (seenToTheEnd || !watch.begun() || isDue(watch)) {
        watch.begin();
        passTheTime(watch, seenToTheEnd, sink);
        return;
      }
    }
    sink.complete();
  }

  private List<Entry> read(Watch watch, Duration patience) throws InterruptedException {
    Run run = watch.run();
    return journal.read(run.tenant(), run.id(), watch.seq(), patience);
  }

  private void give(Watch watch, List<Entry> entries, SynchronousSink<List<Entry>> sink) {
    List<Entry> next = piece(entries);
    watch.begin();
    watch.advance(next.getLast().seq());
    sink.next(List.copyOf(next));
    if (next.getLast().event().terminal()) {
      sink.complete();
    }
  }

  /** The first event, and as many more as go out with it. */
  private static List<Entry> piece(List<Entry> entries) {
    int most = Math.min(entries.size(), MOST_AT_ONCE);
    int count = 0;
    int characters = 0;
    while (count < most && characters < ENOUGH_AT_ONCE) {
      characters += entries.get(count).event().json().length();
      count++;
    }
    return entries.subList(0, count);
  }

  private Duration patience(Watch watch) {
    if (!watch.begun()) {
      // The first piece must not wait: the client gets its headers with it.
      return Duration.ZERO;
    }
    Duration left = longestSilence(watch).minus(watch.silence());
    Duration least = left.isPositive() ? left : Duration.ofMillis(1);
    return least.compareTo(timing.recheck()) < 0 ? least : timing.recheck();
  }

  private Duration longestSilence(Watch watch) {
    return watch.ending() ? TERMINAL_GRACE : timing.heartbeat();
  }

  private boolean isDue(Watch watch) {
    return watch.silence().compareTo(longestSilence(watch)) >= 0;
  }

  private void passTheTime(Watch watch, boolean seenToTheEnd, SynchronousSink<List<Entry>> sink)
      throws InterruptedException {
    Optional<Run> stored = stored(watch);
    if (seenToTheEnd || stored.isEmpty()) {
      sink.complete();
    } else if (stored.get().state() instanceof RunState.Ended ended) {
      // The run may have gone on to its end since the journal was looked at: under load the store
      // takes seconds to answer.
      List<Entry> meanwhile = read(watch, Duration.ZERO);
      if (meanwhile.isEmpty()) {
        endWithoutJournal(stored.get(), ended, watch, sink);
      } else {
        give(watch, meanwhile, sink);
      }
    } else {
      sink.next(List.of());
    }
  }

  private Optional<Run> stored(Watch watch) {
    return runs.find(watch.run().tenant(), watch.run().id());
  }

  /**
   * Whether a run ended so long ago that its last event would be in the journal by now: whoever is
   * cut off again and again never stays for as long as one waits for it.
   */
  private boolean isOver(RunState.Ended ended) {
    return ended.finishedAt().plus(TERMINAL_GRACE).isBefore(clock.instant());
  }

  /** The last event is still on its way, or the journal has forgotten the run. */
  private void endWithoutJournal(
      Run stored, RunState.Ended ended, Watch watch, SynchronousSink<List<Entry>> sink) {
    if (watch.seq() >= stored.lastSeq()) {
      sink.complete();
    } else if (watch.ending() || isOver(ended)) {
      tellEnd(stored, ended, sink);
    } else {
      watch.endSoon();
      sink.next(List.of());
    }
  }

  /**
   * Whoever has seen all but the end is told of it; whoever lacks more is cut off, to come back
   * when the journal has.
   */
  private void endWithoutJournal(
      Watch watch, JournalUnavailable unavailable, SynchronousSink<List<Entry>> sink) {
    Optional<Run> stored = stored(watch);
    if (stored.isPresent()
        && stored.get().state() instanceof RunState.Ended ended
        && watch.seq() == stored.get().lastSeq() - 1) {
      tellEnd(stored.get(), ended, sink);
    } else {
      sink.error(unavailable);
    }
  }

  private void tellEnd(Run stored, RunState.Ended ended, SynchronousSink<List<Entry>> sink) {
    Encoded terminal = codec.encode(RunEvent.Terminal.of(stored.answer(), ended));
    Entry last = new Entry(stored.lastSeq(), terminal);
    sink.next(List.of(last));
    sink.complete();
  }
}
