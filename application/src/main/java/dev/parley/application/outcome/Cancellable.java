package dev.parley.application.outcome;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Steps behind what goes on elsewhere and may be broken off. */
public final class Cancellable {
  private Cancellable() {}

  /** What is made of what came, or of the fault in its place; one of them is null. */
  @FunctionalInterface
  public interface Step<S, T> extends BiFunction<@Nullable S, @Nullable Throwable, T> {}

  /**
   * Does something behind a source, however that ends. Unlike with {@link
   * CompletableFuture#handle}, to cancel what is returned cancels the source, and the step is done
   * then, too, so that it can give back what it holds.
   *
   * @param step done once, on the thread that ends the source, or this one if it has ended; passes
   *     a fault on in a {@link CompletionException}
   */
  public static <S, T> CompletableFuture<T> after(CompletableFuture<S> source, Step<S, T> step) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    var unused =
        outcome.whenComplete(
            (done, fault) -> {
              if (outcome.isCancelled()) {
                source.cancel(false);
              }
            });
    var unusedToo =
        source.whenComplete(
            (came, fault) -> {
              try {
                outcome.complete(step.apply(came, fault));
              } catch (CompletionException passedOn) {
                Throwable cause = passedOn.getCause();
                outcome.completeExceptionally(cause == null ? passedOn : cause);
              } catch (Throwable failed) {
                outcome.completeExceptionally(failed);
              }
            });
    return outcome;
  }
}
