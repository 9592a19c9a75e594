package dev.parley.application.routing;

import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.TokenSink;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.routing.ModelFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks another model beside one that is slow with its first character. Whoever speaks or finishes
 * first has won, and the others are broken off. Used once, by one thread, on which the sink is
 * called.
 */
final class Race {
  /** Pieces that may lie between a model and the sink: a reader that is slow slows the model. */
  private static final int AHEAD = 64;

  private final BlockingQueue<Happening> happenings = new ArrayBlockingQueue<>(AHEAD);
  private final Map<Served, Future<?>> running = new LinkedHashMap<>();
  private final ExecutorService executor;
  private final Asking asking;
  private final TokenSink sink;

  Race(ExecutorService executor, Asking asking, TokenSink sink) {
    this.executor = executor;
    this.asking = asking;
    this.sink = sink;
  }

  /** Asks one model; blocks until it has ended, or its thread is interrupted. */
  @FunctionalInterface
  interface Asking {
    Completion ask(Served model, TokenSink sink);
  }

  /** Knows who else may be asked. Called on the thread of the race. */
  interface Course {
    void asked(Served model);

    void ended(Served model, @Nullable ModelFailure failure);

    /** Null: nobody. */
    @Nullable Served another();
  }

  /**
   * How it ended.
   *
   * @param brokenOff who was asked beside {@code by} and did not come to an end
   */
  record Finish(Completion completion, Served by, List<Served> brokenOff) {
    Finish {
      brokenOff = List.copyOf(brokenOff);
    }
  }

  private sealed interface Happening {
    Served who();
  }

  private record Said(Served who, String text) implements Happening {}

  private record Ended(Served who, Completion completion) implements Happening {}

  private record Threw(Served who, Throwable fault) implements Happening {}

  /**
   * Runs to the end of the winner, or of the last that fails.
   *
   * @param patience how long each is alone before the next is asked beside it
   */
  Finish run(Served first, Duration patience, Course course) {
    enter(first, course);
    Served last = first;
    boolean another = true;
    try {
      while (true) {
        Happening happening =
            another ? happenings.poll(patience.toNanos(), TimeUnit.NANOSECONDS) : happenings.take();
        switch (happening) {
          case null -> {
            Served next = course.another();
            another = next != null;
            if (next != null) {
              enter(next, course);
              last = next;
            }
          }
          case Said said -> {
            return won(said, course);
          }
          case Threw threw -> throw rethrown(threw);
          case Ended ended -> {
            ModelFailure failure = RoutedCompletion.failure(ended.completion());
            running.remove(ended.who());
            course.ended(ended.who(), failure);
            if (failure == null || running.isEmpty()) {
              return finish(ended);
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Finish(new Completion.Interrupted(), last, List.copyOf(running.keySet()));
    } finally {
      breakOff(null);
    }
  }

  private Finish won(Said first, Course course) throws InterruptedException {
    Served winner = first.who();
    breakOff(winner);
    sink.accept(first.text());
    while (true) {
      Happening happening = happenings.take();
      if (!happening.who().equals(winner)) {
        continue;
      }
      switch (happening) {
        case Said said -> sink.accept(said.text());
        case Threw threw -> throw rethrown(threw);
        case Ended ended -> {
          running.remove(winner);
          course.ended(winner, RoutedCompletion.failure(ended.completion()));
          return finish(ended);
        }
      }
    }
  }

  private Finish finish(Ended ended) {
    return new Finish(ended.completion(), ended.who(), new ArrayList<>(running.keySet()));
  }

  private void enter(Served model, Course course) {
    course.asked(model);
    running.put(
        model,
        executor.submit(
            () -> {
              Happening end;
              try {
                end = new Ended(model, asking.ask(model, text -> tell(new Said(model, text))));
              } catch (RuntimeException | Error fault) {
                end = new Threw(model, fault);
              }
              tell(end);
            }));
  }

  private void tell(Happening happening) {
    try {
      happenings.put(happening);
    } catch (InterruptedException brokenOff) {
      // Whoever broke it off does not listen any more; the model sees the flag and stops.
      Thread.currentThread().interrupt();
    }
  }

  private void breakOff(@Nullable Served except) {
    running.forEach(
        (model, call) -> {
          if (!model.equals(except)) {
            call.cancel(true);
          }
        });
  }

  private static RuntimeException rethrown(Threw threw) {
    return switch (threw.fault()) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(threw.fault());
    };
  }
}
