package dev.parley.adapters.persistence.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes one process the owner of a {@code PARLEY_HOME} for as long as it runs.
 *
 * <p>The owner holds an operating system lock on {@code parley.lock} in that directory, so
 * ownership ends with the process however it ends. The file is never deleted and holds the owner's
 * process id, for messages only.
 *
 * <p>On POSIX systems a process loses its lock as soon as it closes <em>any</em> descriptor of the
 * locked file. Nothing else in the owning process may therefore open {@code parley.lock}; a second
 * {@link #acquire} in the same process is refused before it touches the file.
 *
 * <p>Safe for use by several threads.
 */
public final class HomeLock implements AutoCloseable {
  private static final String FILE_NAME = "parley.lock";
  private static final int LONGEST_PID = 20;
  private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path home;
  private final FileChannel channel;
  private final AtomicBoolean databaseClaimed = new AtomicBoolean();

  private HomeLock(Path home, FileChannel channel) {
    this.home = home;
    this.channel = channel;
  }

  /**
   * Takes the lock of {@code home} without waiting, creating the directory (mode 0700) where it is
   * missing.
   *
   * @throws HomeInUse if another owner holds it
   * @throws UncheckedIOException if the directory cannot be created, written or locked
   */
  public static HomeLock acquire(Path home) {
    try {
      Path real = Directories.createPrivate(home.toAbsolutePath().normalize()).toRealPath();
      if (!HELD_BY_THIS_PROCESS.add(real)) {
        throw new HomeInUse(real, "this process, " + ProcessHandle.current().pid());
      }
      boolean acquired = false;
      try {
        HomeLock lock = new HomeLock(real, lockedChannel(real));
        acquired = true;
        return lock;
      } finally {
        if (!acquired) {
          HELD_BY_THIS_PROCESS.remove(real);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "PARLEY_HOME %s cannot be used by user %s (expected: a directory this user may write to): %s"
              .formatted(home, System.getProperty("user.name"), e),
          e);
    }
  }

  private static FileChannel lockedChannel(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.resolve(FILE_NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new HomeInUse(home, "process " + ownerNamedIn(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String ownerNamedIn(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(LONGEST_PID);
    channel.read(content, 0);
    String pid = US_ASCII.decode(content.flip()).toString().strip();
    return pid.isEmpty() ? "(starting just now)" : pid;
  }

  /** The locked directory, with symbolic links resolved. */
  public Path home() {
    return home;
  }

  /** Gives the directory up. Whatever runs in it must have been stopped before. Idempotent. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PARLEY_HOME " + home + ": cannot release " + FILE_NAME, e);
    } finally {
      HELD_BY_THIS_PROCESS.remove(home);
    }
  }

  /**
   * Reserves the right to run the database of this home: a second server would take the first for a
   * leftover.
   */
  void claimDatabase() {
    if (!channel.isOpen()) {
      throw new IllegalStateException(
          "PARLEY_HOME " + home + ": its lock was given up (expected: a lock still held)");
    }
    if (!databaseClaimed.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "PARLEY_HOME " + home + ": its database already runs in this process");
    }
  }

  void releaseDatabase() {
    databaseClaimed.set(false);
  }
}
