package dev.parley.application.schedule;

import dev.parley.application.schedule.EmbeddingBatches.Meter;
import dev.parley.application.schedule.EmbeddingBatches.Text;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A text until its vector is there. Guarded by the lock of the batches that it is in. */
final class PendingText {
  private final int tokens;
  private final Meter meter;
  private @Nullable String text;
  private float @Nullable [] vector;
  private @Nullable Throwable failure;

  PendingText(Text text, Meter meter) {
    this.text = text.text();
    this.tokens = text.tokens();
    this.meter = meter;
  }

  String text() {
    return Objects.requireNonNull(text);
  }

  boolean isSettled() {
    return text == null;
  }

  /** Lets go of the text: the scheduler may remember a ticket for a while. */
  void settle(float @Nullable [] made, @Nullable Throwable why) {
    text = null;
    vector = made;
    failure = why;
  }

  float[] take() {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    float[] taken = Objects.requireNonNull(vector);
    vector = null;
    return taken;
  }

  /** Each lane hears of its texts in a batch at once. */
  static void meter(List<PendingText> batch) {
    IdentityHashMap<Meter, Integer> embedded = new IdentityHashMap<>();
    for (PendingText pending : batch) {
      embedded.merge(pending.meter, pending.tokens, Integer::sum);
    }
    embedded.forEach(Meter::embedded);
  }
}
