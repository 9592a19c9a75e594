package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link CompletionModel} does. */
public abstract class CompletionModelContract {

  /** The port under test, which answers what {@link #request()} asks in more than one piece. */
  protected abstract CompletionModel model();

  /** A request that is always answered with the same text. */
  protected abstract Request request();

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  @Test
  void handsTheAnswerOverPieceByPieceOnTheCallingThread() {
    List<String> pieces = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();

    model()
        .complete(
            request(),
            piece -> {
              pieces.add(piece);
              threads.add(Thread.currentThread());
            });

    assertThat(pieces).hasSizeGreaterThan(1).doesNotContain("");
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void saysHowItEndedAndWhatItUsed() {
    Completion completion = model().complete(request(), piece -> {});

    assertThat(completion)
        .isInstanceOfSatisfying(
            Completion.Finished.class,
            finished -> {
              assertThat(finished.reason()).isNotNull();
              assertThat(finished.promptTokens()).isPositive();
              assertThat(finished.completionTokens()).isPositive();
            });
  }

  @Test
  void answersManyCallersAtOnceWithoutMixingThem() throws Exception {
    CompletionModel model = model();
    Request request = request();
    String expected = textOf(model, request);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(callers.submit(() -> textOf(model, request)));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void stopsAndKeepsTheInterruptFlagWhenInterruptedBetweenPieces() {
    AtomicInteger pieces = new AtomicInteger();

    Completion completion =
        model()
            .complete(
                request(),
                piece -> {
                  pieces.incrementAndGet();
                  Thread.currentThread().interrupt();
                });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(completion).isEqualTo(new Completion.Interrupted());
    assertThat(pieces).hasValue(1);
  }

  @Test
  void saysNothingToACallerWhoIsInterruptedAlready() {
    List<String> pieces = new ArrayList<>();
    Thread.currentThread().interrupt();

    Completion completion = model().complete(request(), pieces::add);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(completion).isEqualTo(new Completion.Interrupted());
    assertThat(pieces).isEmpty();
  }

  @Test
  void letsOutWhatTheSinkThrowsAndCallsItNoMore() {
    IllegalStateException unwritable = new IllegalStateException("journal cannot be written");
    AtomicInteger pieces = new AtomicInteger();

    assertThatThrownBy(
            () ->
                model()
                    .complete(
                        request(),
                        piece -> {
                          pieces.incrementAndGet();
                          throw unwritable;
                        }))
        .isSameAs(unwritable);
    assertThat(pieces).hasValue(1);
  }

  private static String textOf(CompletionModel model, Request request) {
    StringBuilder text = new StringBuilder();
    model.complete(request, text::append);
    return text.toString();
  }
}
