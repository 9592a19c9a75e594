package dev.parley.application.schedule;

import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Batches;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Offer;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.schedule.Rejection;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.schedule.Scheduler;
import dev.parley.domain.schedule.Ticket;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Embeds the texts of many documents at once, batch by batch, with one batch at a time on the
 * model: each text waits for its own turn, fairly between tenants, and a batch holds those whose
 * turn it is, whosever they are. It goes when it is full, or when a text has waited the delay.
 *
 * <p>For virtual threads: a waiting one costs no carrier. Safe for use by many threads. A batch is
 * begun by a thread that waits for a text, but runs on the executor, so that it survives the
 * interruption of that thread.
 */
public final class EmbeddingBatches {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final EmbeddingModel model;
  private final Executor executor;
  private final Settings settings;
  private final Scheduler<PendingText> scheduler;
  private final Batches<PendingText> batches;
  private final LongSupplier nanos;
  private final long origin;
  private boolean embedding;

  /**
   * @param executor where batches run; one at a time
   * @param weights as for {@link Scheduler}
   * @param nanos a clock that never goes back, such as {@link System#nanoTime}
   */
  public EmbeddingBatches(
      EmbeddingModel model,
      Executor executor,
      Settings settings,
      Limits limits,
      ToIntFunction<TenantId> weights,
      LongSupplier nanos) {
    this.model = Objects.requireNonNull(model);
    this.executor = Objects.requireNonNull(executor);
    this.settings = Objects.requireNonNull(settings);
    this.scheduler = new Scheduler<>(Policy.FAIR, limits, Ageing.DEFAULT, weights);
    this.batches = new Batches<>(scheduler, settings.size(), settings.delay());
    this.nanos = Objects.requireNonNull(nanos);
    this.origin = nanos.getAsLong();
  }

  /**
   * How texts are put together.
   *
   * @param size texts in a full batch, at least 1
   * @param delay how long a text waits for company
   * @param window texts of one lane that wait at once, at least 1
   */
  public record Settings(int size, Duration delay, int window) {
    /** The delay is little beside the second that a full batch takes on one processor. */
    public static final Settings DEFAULT = new Settings(32, Duration.ofMillis(10), 128);

    public Settings {
      Objects.requireNonNull(delay);
      if (window < 1) {
        throw new InvalidValue("window", window, "at least 1");
      }
    }
  }

  /**
   * What is to be embedded.
   *
   * @param tokens what it costs
   */
  public record Text(String text, int tokens) {
    public Text {
      Objects.requireNonNull(text);
      if (tokens < 0) {
        throw new InvalidValue("tokens", tokens, "at least 0");
      }
    }
  }

  /** What came of a text. */
  public sealed interface Result permits Embedded, Refused {}

  /**
   * A text's vector is there.
   *
   * @param vector as the model made it; not copied
   */
  public record Embedded(float[] vector) implements Result {
    public Embedded {
      Objects.requireNonNull(vector);
    }
  }

  /**
   * As much waits as may wait, and nothing of this lane.
   *
   * @param retryAfter when to come back, by the pace of late
   */
  public record Refused(Rejection reason, Duration retryAfter) implements Result {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(retryAfter);
    }
  }

  /** The name of the model whose vectors these are. */
  public String modelName() {
    return model.name();
  }

  /** Hears what the model embeds of a lane. */
  @FunctionalInterface
  public interface Meter {
    /**
     * Some of the lane's texts were embedded in one batch. Told before their vectors are handed
     * out, and even if nobody waits for them any more. Must not throw.
     *
     * @param tokens of these texts
     */
    void embedded(int tokens);
  }

  /** Opens a lane for the texts of one document; they are read as far ahead as the window. */
  public Lane lane(TenantId tenant, Iterator<Text> texts) {
    return lane(tenant, texts, tokens -> {});
  }

  /** The same, for somebody who has to pay for what is embedded. */
  public Lane lane(TenantId tenant, Iterator<Text> texts, Meter meter) {
    return new Lane(Objects.requireNonNull(tenant), texts, meter);
  }

  /** How many texts wait. */
  public int waiting() {
    lock.lock();
    try {
      return scheduler.queued();
    } finally {
      lock.unlock();
    }
  }

  /** How many texts are being embedded. */
  public int running() {
    lock.lock();
    try {
      return scheduler.running();
    } finally {
      lock.unlock();
    }
  }

  /** Texts of one document, embedded in order. For one thread. Closing it takes back what waits. */
  public final class Lane implements AutoCloseable {
    private final TenantId tenant;
    private final Iterator<Text> texts;
    private final Meter meter;
    private final ArrayDeque<Ticket<PendingText>> ahead = new ArrayDeque<>();
    private @Nullable Text unqueued;

    private Lane(TenantId tenant, Iterator<Text> texts, Meter meter) {
      this.tenant = tenant;
      this.texts = Objects.requireNonNull(texts);
      this.meter = Objects.requireNonNull(meter);
    }

    /** Whether there is another text. */
    public boolean hasNext() {
      return !ahead.isEmpty() || unqueued != null || texts.hasNext();
    }

    /**
     * Waits for the vector of the next text. Throws what the model threw, if it failed for the
     * batch; then, and when interrupted, the lane is to be closed. A text that was refused stays
     * the next.
     *
     * @throws NoSuchElementException if there is no other text
     */
    public Result next() throws InterruptedException {
      Refused refused = fill();
      Ticket<PendingText> first = ahead.peekFirst();
      if (first == null) {
        if (refused == null) {
          throw new NoSuchElementException("no text is left");
        }
        return refused;
      }
      float[] vector = await(first.job());
      ahead.removeFirst();
      return new Embedded(vector);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        ahead.forEach(scheduler::cancel);
        ahead.clear();
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Refused fill() throws InterruptedException {
      while (ahead.size() < settings.window()) {
        Text text = unqueued;
        if (text == null && texts.hasNext()) {
          text = texts.next();
        }
        if (text == null) {
          return null;
        }
        switch (offer(tenant, text, meter)) {
          case Offer.Queued<PendingText> queued -> ahead.add(queued.ticket());
          case Offer.Rejected<PendingText> rejected -> {
            unqueued = text;
            return new Refused(rejected.reason(), rejected.retryAfter());
          }
        }
        unqueued = null;
      }
      return null;
    }
  }

  private Offer<PendingText> offer(TenantId tenant, Text text, Meter meter)
      throws InterruptedException {
    PendingText pending = new PendingText(text, meter);
    lock.lockInterruptibly();
    try {
      Offer<PendingText> offer =
          batches.offer(new Request<>(tenant, Priority.BATCH, text.tokens(), pending), now());
      if (!embedding && scheduler.queued() == settings.size()) {
        // Who waits for the delay need not any longer.
        changed.signalAll();
      }
      return offer;
    } finally {
      lock.unlock();
    }
  }

  private float[] await(PendingText pending) throws InterruptedException {
    Optional<List<Ticket<PendingText>>> batch = settledOrNextBatch(pending);
    while (batch.isPresent()) {
      begin(batch.get());
      batch = settledOrNextBatch(pending);
    }
    return pending.take();
  }

  /** Waits until the text is settled, or there is a batch that this thread is to begin. */
  private Optional<List<Ticket<PendingText>>> settledOrNextBatch(PendingText pending)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!pending.isSettled()) {
        if (embedding) {
          changed.await();
          continue;
        }
        Optional<List<Ticket<PendingText>>> batch = batches.next(now());
        if (batch.isPresent()) {
          embedding = true;
          return batch;
        }
        changed.awaitNanos(batches.readyAt().orElseThrow() - now());
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void begin(List<Ticket<PendingText>> batch) {
    try {
      executor.execute(() -> embed(batch));
    } catch (RuntimeException | Error notBegun) {
      settle(batch, List.of(), notBegun);
    }
  }

  private void embed(List<Ticket<PendingText>> batch) {
    try {
      List<float[]> vectors = model.embed(texts(batch));
      if (vectors.size() != batch.size()) {
        throw new IllegalStateException(
            "vectors: " + vectors.size() + " (expected: " + batch.size() + ")");
      }
      PendingText.meter(batch.stream().map(Ticket::job).toList());
      vectors.forEach(model::ofItsDimension);
      settle(batch, vectors, null);
    } catch (RuntimeException | Error failure) {
      settle(batch, List.of(), failure);
    }
  }

  private List<String> texts(List<Ticket<PendingText>> batch) {
    lock.lock();
    try {
      return batch.stream().map(ticket -> ticket.job().text()).toList();
    } finally {
      lock.unlock();
    }
  }

  private void settle(
      List<Ticket<PendingText>> batch, List<float[]> vectors, @Nullable Throwable failure) {
    lock.lock();
    try {
      for (int i = 0; i < batch.size(); i++) {
        scheduler.complete(batch.get(i));
        batch.get(i).job().settle(failure == null ? vectors.get(i) : null, failure);
      }
      embedding = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From a beginning of its own, since {@link System#nanoTime} may start near an overflow. */
  private long now() {
    return nanos.getAsLong() - origin;
  }
}
