package dev.parley.adapters.vector.lucene;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When one tenant's index is open. It is opened by the first call that needs it, cannot be closed
 * under a call, and is emptied if it turns out to be damaged. Safe for use by many threads.
 */
final class TenantIndex {
  private static final Logger LOG = LoggerFactory.getLogger(TenantIndex.class);

  private final Path path;

  /** Calls share it; opening, closing and deleting have it to themselves. */
  private final ReadWriteLock state = new ReentrantReadWriteLock();

  private @Nullable OpenIndex open;

  TenantIndex(Path path) {
    this.path = path;
  }

  /** Asks something of an index. */
  @FunctionalInterface
  interface Read<T> {
    T from(OpenIndex index) throws IOException;
  }

  /** Changes an index. */
  @FunctionalInterface
  interface Write {
    void to(OpenIndex index) throws IOException;
  }

  /** What the index answers, or {@code none} if the tenant has no index. */
  <T> T read(Read<T> read, T none) {
    return call(false, read, none);
  }

  /** Changes the index, which is made first if the tenant has none. */
  void write(Write write) {
    call(true, index -> done(write, index), true);
  }

  void writeIfPresent(Write write) {
    call(false, index -> done(write, index), true);
  }

  private static boolean done(Write write, OpenIndex index) throws IOException {
    write.to(index);
    return true;
  }

  private <T> T call(boolean create, Read<T> read, T none) {
    try {
      while (true) {
        state.readLock().lock();
        try {
          if (open != null) {
            return read.from(open);
          }
          if (!create && !Files.isDirectory(path)) {
            return none;
          }
        } finally {
          state.readLock().unlock();
        }
        open();
      }
    } catch (IOException | AlreadyClosedException e) {
      // After a failed write Lucene refuses the writer: the next call begins with a new one.
      closeAfter(e);
      throw new UncheckedIOException(
          "passage index of tenant " + path.getFileName(),
          e instanceof IOException failure ? failure : new IOException(e));
    }
  }

  private void open() throws IOException {
    state.writeLock().lock();
    try {
      if (open == null) {
        open = openOrBeginAgain();
      }
    } finally {
      state.writeLock().unlock();
    }
  }

  private OpenIndex openOrBeginAgain() throws IOException {
    try {
      return new OpenIndex(path);
    } catch (IOException | IllegalArgumentException e) {
      if (!isDamage(e)) {
        throw e;
      }
      LOG.warn("Passage index of tenant {} cannot be read; it begins empty", path.getFileName(), e);
      IOUtils.rm(path);
      return new OpenIndex(path);
    }
  }

  /**
   * Whether the files are at fault. Everything else (no room, no permission, another owner) may
   * pass, and is no reason to throw an index away.
   */
  private static boolean isDamage(Throwable failure) {
    return failure instanceof CorruptIndexException
        || failure instanceof IndexFormatTooOldException
        || failure instanceof IndexFormatTooNewException
        || failure instanceof EOFException
        || failure instanceof FileNotFoundException
        || failure instanceof NoSuchFileException
        // Lucene's answer to the name of a format that it does not know.
        || failure instanceof IllegalArgumentException;
  }

  private void closeAfter(Exception failure) {
    state.writeLock().lock();
    try {
      Throwable cause = open == null ? null : open.failure();
      close();
      if (isDamage(failure) || (cause != null && isDamage(cause))) {
        LOG.warn("Passage index of tenant {} is damaged; it begins empty", path.getFileName());
        IOUtils.rm(path);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    } finally {
      state.writeLock().unlock();
    }
  }

  boolean isOpen() {
    state.readLock().lock();
    try {
      return open != null;
    } finally {
      state.readLock().unlock();
    }
  }

  /** Waits for calls under way. */
  void close() {
    state.writeLock().lock();
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.warn("Passage index of tenant {} did not close cleanly", path.getFileName(), e);
    } finally {
      open = null;
      state.writeLock().unlock();
    }
  }

  /** Waits for calls under way; does nothing if the tenant has no index. */
  void delete() {
    state.writeLock().lock();
    try {
      close();
      if (Files.isDirectory(path)) {
        IOUtils.rm(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("passage index of tenant " + path.getFileName(), e);
    } finally {
      state.writeLock().unlock();
    }
  }
}
