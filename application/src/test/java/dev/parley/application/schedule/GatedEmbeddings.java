package dev.parley.application.schedule;

import dev.parley.application.model.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Embeds numbers as themselves, when it is let; remembers its batches. */
final class GatedEmbeddings implements EmbeddingModel {
  private final Semaphore gate = new Semaphore(0);
  private final List<List<String>> batches = new ArrayList<>();
  private @Nullable Throwable failure;
  private boolean forgetful;
  private int running;
  private int mostRunning;

  @Override
  public String name() {
    return "gated";
  }

  @Override
  public int dimension() {
    return 1;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    begin(texts);
    gate.acquireUninterruptibly();
    return end(texts);
  }

  private synchronized void begin(List<String> texts) {
    batches.add(texts);
    mostRunning = Math.max(mostRunning, ++running);
  }

  private synchronized List<float[]> end(List<String> texts) {
    running--;
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return texts.stream()
        .skip(forgetful ? 1 : 0)
        .map(text -> new float[] {Float.parseFloat(text)})
        .toList();
  }

  /** Lets so many batches end. */
  void let(int count) {
    gate.release(count);
  }

  /** Has every batch end at once from now on. */
  GatedEmbeddings open() {
    gate.release(1_000_000);
    return this;
  }

  synchronized void failWith(@Nullable Throwable planned) {
    failure = planned;
  }

  synchronized void forgetAVector() {
    forgetful = true;
  }

  /** The batches begun so far. */
  synchronized List<List<String>> batches() {
    return List.copyOf(batches);
  }

  synchronized int mostRunning() {
    return mostRunning;
  }
}
