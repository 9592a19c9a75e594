package dev.parley.adapters.persistence.journal;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one run while somebody writes or reads it: the file, and all of its events in
 * memory. At most one exists for a run at any time, so what it remembers is what the file holds.
 *
 * <p>Files are used as streams, never as channels: a channel closes when a thread that uses it is
 * interrupted.
 */
final class RunFile {
  /** Enough for any terminal event that we make. */
  private static final int TAIL = 4096;

  private final Path path;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Entry> entries = new ArrayList<>();
  private boolean loaded;
  private boolean ended;
  private boolean closed;

  /** Bytes of whole lines. What the file holds beyond them was written by half. */
  private long length;

  /** Whether the file may hold more, or stand elsewhere. */
  private boolean torn;

  private volatile @Nullable RandomAccessFile file;

  /** How many threads use this object; guarded by the map that it is in. */
  int users;

  /**
   * @param closed whether it takes no events
   */
  RunFile(Path path, boolean closed) {
    this.path = path;
    this.closed = closed;
  }

  /**
   * Appends an event.
   *
   * @throws IllegalStateException if there was a terminal one
   */
  long append(Encoded event) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the journal is closed");
      }
      load();
      if (ended) {
        throw new IllegalStateException("run " + path.getFileName() + " has ended");
      }
      Entry entry = new Entry(entries.size() + 1L, event);
      write(JournalLine.write(entry));
      entries.add(entry);
      ended = event.terminal();
      changed.signalAll();
      if (ended) {
        closeFile();
      }
      return entry.seq();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** The events after a seq; waits for the first of them. */
  List<Entry> read(long after, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      load();
      long left = TimeUnit.NANOSECONDS.convert(patience);
      while (entries.size() <= after && !ended && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return entries.size() <= after
          ? List.of()
          : List.copyOf(entries.subList((int) Math.max(after, 0), entries.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** The seq of the newest event; 0 if there is none. */
  long lastSeq() {
    lock.lock();
    try {
      load();
      return entries.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Whether this process has begun to write the run and has not ended it. */
  boolean isOpen() {
    return file != null;
  }

  /** Whether an earlier process wrote events, but not the terminal one. */
  boolean isLeft() {
    lock.lock();
    try {
      if (isOpen() || (!loaded && Files.exists(path) && endsTerminally())) {
        return false;
      }
      load();
      return !ended && !entries.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Deletes the file if it is not open and was last written before an instant. */
  void trim(Instant before) {
    lock.lock();
    try {
      if (!isOpen()
          && Files.exists(path)
          && Files.getLastModifiedTime(path).toInstant().isBefore(before)) {
        Files.delete(path);
        entries.clear();
        ended = false;
        loaded = false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Lets every reader go and takes no more events. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      closeFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] line) throws IOException {
    RandomAccessFile target = file;
    if (target == null) {
      Files.createDirectories(path.getParent());
      target = new RandomAccessFile(path.toFile(), "rw");
      file = target;
      torn = true;
    }
    if (torn) {
      // Not where it changes nothing: some file systems flush a file that was truncated.
      if (target.length() != length) {
        target.setLength(length);
      }
      target.seek(length);
    }
    torn = true;
    target.write(line);
    torn = false;
    length += line.length;
  }

  private void closeFile() throws IOException {
    RandomAccessFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private void load() throws IOException {
    if (loaded) {
      return;
    }
    // Not by the exception that a missing file causes: too many open files cause the same one, and
    // a journal that is taken for empty is overwritten.
    byte[] bytes = Files.notExists(path) ? new byte[0] : bytes();
    int from = 0;
    for (int i = 0; i < bytes.length && !ended; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      Optional<Entry> entry = JournalLine.read(bytes, from, i);
      if (entry.isEmpty() || entry.get().seq() != entries.size() + 1L) {
        break;
      }
      entries.add(entry.get());
      ended = entry.get().event().terminal();
      from = i + 1;
    }
    length = from;
    loaded = true;
  }

  private byte[] bytes() throws IOException {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      return in.readAllBytes();
    }
  }

  /** Whether the last line is a terminal event; spares reading what comes before it. */
  private boolean endsTerminally() throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(TAIL, in.length())];
      in.seek(in.length() - tail.length);
      in.readFully(tail);
      int end = tail.length - 1;
      if (end < 0 || tail[end] != '\n') {
        return false;
      }
      int start = end;
      while (start > 0 && tail[start - 1] != '\n') {
        start--;
      }
      return JournalLine.read(tail, start, end).filter(last -> last.event().terminal()).isPresent();
    }
  }
}
