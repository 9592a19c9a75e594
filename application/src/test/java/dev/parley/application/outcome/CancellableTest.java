package dev.parley.application.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CancellableTest {
  private final CompletableFuture<String> source = new CompletableFuture<>();
  private final List<@Nullable Throwable> faults = new ArrayList<>();

  private CompletableFuture<Integer> length() {
    return Cancellable.after(
        source,
        (text, fault) -> {
          faults.add(fault);
          return text == null ? -1 : text.length();
        });
  }

  @Test
  void makesSomethingOfWhatCame() {
    CompletableFuture<Integer> length = length();
    assertThat(length).isNotDone();

    source.complete("four");

    assertThat(length).isCompletedWithValue(4);
    assertThat(length()).isCompletedWithValue(4);
  }

  @Test
  void makesSomethingOfAFault() {
    CompletableFuture<Integer> length = length();
    IllegalStateException planned = new IllegalStateException("planned");

    source.completeExceptionally(planned);

    assertThat(length).isCompletedWithValue(-1);
    assertThat(faults).containsExactly(planned);
  }

  @Test
  void passesAFaultOn() {
    IllegalStateException planned = new IllegalStateException("planned");
    CompletableFuture<Integer> passing =
        Cancellable.after(
            source,
            (text, fault) -> {
              throw new CompletionException(fault);
            });

    source.completeExceptionally(planned);

    assertThat(passing)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCause(planned);
  }

  @Test
  void failsWhereTheStepDoes() {
    CompletableFuture<Integer> broken =
        Cancellable.after(
            source,
            (text, fault) -> {
              throw new IllegalStateException("planned");
            });

    source.complete("four");

    assertThat(broken)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCause(new IllegalStateException("planned"));
  }

  @Test
  void cancelsTheSourceAndDoesTheStepOnce() {
    CompletableFuture<Integer> length = length();

    length.cancel(false);

    assertThat(source).isCancelled();
    assertThat(length).isCancelled();
    assertThat(faults).singleElement().isInstanceOf(CancellationException.class);
  }
}
