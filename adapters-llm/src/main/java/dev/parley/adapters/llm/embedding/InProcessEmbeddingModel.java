package dev.parley.adapters.llm.embedding;

import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.scope.ScopeCalibration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link LocalModel} in this process. A text is read up to the model's limit of tokens.
 *
 * <p>It is loaded on first use, or ahead of it by {@link #warmUp()}. The work is done on threads of
 * its own, since native code would hold a virtual thread's carrier: single texts, which are
 * questions that someone waits for, have threads apart from lists of texts, so that they wait for
 * none of those. Between the two the operating system shares the processors; it favours who has
 * slept.
 */
public final class InProcessEmbeddingModel implements EmbeddingModel, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InProcessEmbeddingModel.class);

  /** What is embedded in place of a text in which the tokenizer finds nothing at all. */
  private static final String NOTHING = ".";

  private final LocalModel local;
  private final ModelFiles files;
  private final ExecutorService single;
  private final ExecutorService bulk;
  private final ReentrantLock loading = new ReentrantLock();

  /** Native memory must not go while it is read. */
  private final Lock using;

  private final Lock unloading;
  private volatile @Nullable BertEncoder loaded;
  private volatile long usedAt = System.nanoTime();

  /**
   * @param directory where the model and its native libraries are unpacked, 60 to 75 MB; made if it
   *     is not there
   * @param processors how many processors may be used, 1 or more
   */
  public InProcessEmbeddingModel(LocalModel local, Path directory, int processors) {
    if (processors < 1) {
      throw new IllegalArgumentException("processors: " + processors + " (expected: 1 or more)");
    }
    this.local = Objects.requireNonNull(local);
    this.files = new ModelFiles(local, Objects.requireNonNull(directory));
    ReadWriteLock state = new ReentrantReadWriteLock();
    this.using = state.readLock();
    this.unloading = state.writeLock();
    this.single = pool("embed-single", processors);
    this.bulk = pool("embed-bulk", processors);
  }

  private static ExecutorService pool(String name, int threads) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public String name() {
    return local.modelName();
  }

  @Override
  public int dimension() {
    return local.dimension();
  }

  @Override
  public ChunkingSettings chunking() {
    return local.chunking();
  }

  @Override
  public ScopeCalibration scopeCalibration() {
    return local.scopes();
  }

  /** Loads the model in the background, so that the first question need not wait for it. */
  public void warmUp() {
    var unused =
        single.submit(
            () -> {
              try {
                embedOne(local.question("warm up"));
              } catch (RuntimeException | LinkageError e) {
                LOG.warn("The embedding model could not be loaded; it is tried again when used", e);
              }
            });
  }

  /** Whether the model is loaded. */
  public boolean isLoaded() {
    return loaded != null;
  }

  @Override
  public float[] embedQuestion(String question) {
    return await(List.of(single.submit(() -> embedOne(local.question(question))))).getFirst();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    ExecutorService pool = texts.size() == 1 ? single : bulk;
    List<Future<float[]>> pending =
        texts.stream().map(text -> pool.submit(() -> embedOne(local.passage(text)))).toList();
    return await(pending);
  }

  private static List<float[]> await(List<Future<float[]>> pending) {
    List<float[]> vectors = new ArrayList<>(pending.size());
    try {
      for (Future<float[]> vector : pending) {
        vectors.add(vector.get());
      }
      return vectors;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while embedding");
    } catch (ExecutionException e) {
      throw new IllegalStateException("embedding failed", e.getCause());
    } finally {
      pending.forEach(vector -> vector.cancel(false));
    }
  }

  private float[] embedOne(String text) {
    using.lock();
    try {
      BertEncoder model = model();
      try {
        return model.vector(text.isBlank() ? NOTHING : text);
      } catch (IllegalArgumentException withoutTokens) {
        return model.vector(NOTHING);
      }
    } finally {
      usedAt = System.nanoTime();
      using.unlock();
    }
  }

  /**
   * Gives its memory back if it has not been used for so long; the next use loads it again. Waits
   * for what is under way.
   */
  public void unloadIfIdle(Duration idle) {
    if (System.nanoTime() - usedAt < idle.toNanos()) {
      return;
    }
    unloading.lock();
    try {
      BertEncoder model = loaded;
      loaded = null;
      if (model != null) {
        model.close();
      }
    } finally {
      unloading.unlock();
    }
  }

  private BertEncoder model() {
    BertEncoder present = loaded;
    if (present != null) {
      return present;
    }
    loading.lock();
    try {
      BertEncoder model = loaded;
      if (model == null) {
        files.unpack();
        files.settleNativeLibraries();
        model = load();
        loaded = model;
      }
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking the embedding model failed", e);
    } finally {
      loading.unlock();
    }
  }

  private BertEncoder load() throws IOException {
    try {
      return BertEncoder.load(files.model(), files.tokenizer(), local.pooling());
    } catch (IOException e) {
      LOG.warn("The file of the embedding model could not be read, and is made anew", e);
      files.discardModel();
      files.unpack();
      return BertEncoder.load(files.model(), files.tokenizer(), local.pooling());
    }
  }

  /** Embeds nothing more. What is under way ends of itself. */
  @Override
  public void close() {
    single.shutdown();
    bulk.shutdown();
  }
}
