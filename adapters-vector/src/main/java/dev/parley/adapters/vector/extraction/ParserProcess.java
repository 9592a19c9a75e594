package dev.parley.adapters.vector.extraction;

import dev.parley.adapters.vector.parsing.ParserMain;
import dev.parley.adapters.vector.parsing.Reply;
import dev.parley.adapters.vector.parsing.Request;
import dev.parley.adapters.vector.parsing.WorkFolder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that parses documents, seen from outside. Asked by one thread at a time. */
final class ParserProcess implements AutoCloseable {
  /** For machines that are busy with other things. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** A process that was killed is gone at once, unless the disk holds it. */
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final Path folder;
  private final DataOutputStream requests;
  private final DataInputStream replies;
  private int asked;

  private ParserProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.requests = new DataOutputStream(process.getOutputStream());
    this.replies = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
  }

  /** The process ended, or said what no parser says. */
  static final class Died extends Exception {
    private static final long serialVersionUID = 1;

    /** As {@code -XX:+ExitOnOutOfMemoryError} has it. */
    private static final int OUT_OF_MEMORY = 3;

    /** 128 and the number of the signal SIGKILL. */
    private static final int KILLED = 137;

    private final int exitCode;

    Died(int exitCode, Throwable cause) {
      super("a parsing process ended with " + exitCode, cause);
      this.exitCode = exitCode;
    }

    boolean isOutOfMemory() {
      return exitCode == OUT_OF_MEMORY;
    }

    /** Somebody did, or a system that was out of memory. */
    boolean isKilled() {
      return exitCode == KILLED;
    }
  }

  /**
   * Starts a process and waits until it can be asked.
   *
   * @throws IOException if none can be started
   */
  static ParserProcess start(ParserCommand command) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("parley-parser");
    ParserProcess started;
    try {
      started = new ParserProcess(command.start(folder), folder);
    } catch (IOException | RuntimeException fault) {
      WorkFolder.remove(folder);
      throw fault;
    }
    boolean ready = false;
    try {
      int word = started.await(started.started(started.replies::readInt), START_LIMIT);
      ready = word == ParserMain.READY;
      if (!ready) {
        throw new IOException("a parsing process says " + word + " at its start");
      }
      return started;
    } catch (TimeoutException | Died fault) {
      throw new IOException("a parsing process does not start", fault);
    } finally {
      if (!ready) {
        started.close();
      }
    }
  }

  /** Has a document read. After any throw the process is of no use any more. */
  Reply.Sent ask(Request request) throws Died, TimeoutException, InterruptedException {
    asked++;
    AtomicBoolean wantsMoreTime = new AtomicBoolean();
    FutureTask<Reply.Sent> task =
        started(
            () -> {
              request.write(requests);
              return Reply.Sent.read(
                  replies, request.maxCharacters(), () -> wantsMoreTime.set(true));
            });
    try {
      return await(task, request.limit());
    } catch (TimeoutException late) {
      if (wantsMoreTime.get()) {
        return await(task, request.moreTime());
      }
      throw late;
    }
  }

  /** Writing to a process that has stopped waits as reading does; both end when it is killed. */
  private <T> FutureTask<T> started(Callable<T> exchange) {
    FutureTask<T> task = new FutureTask<>(exchange);
    Thread.ofPlatform().daemon().name("parser-" + process.pid()).start(task);
    return task;
  }

  private <T> T await(FutureTask<T> task, Duration limit)
      throws Died, TimeoutException, InterruptedException {
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw new Died(exitCode(), failed);
    }
  }

  /** How the process ended; -1 if it has not. */
  private int exitCode() throws InterruptedException {
    // Its output ends a moment before it does.
    boolean ended = process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return ended ? process.exitValue() : -1;
  }

  long pid() {
    return process.pid();
  }

  /** What it works in. */
  Path folder() {
    return folder;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** How often it was asked. */
  int asked() {
    return asked;
  }

  /** Kills the process with all that it started, and removes what it left. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    boolean interrupted = Thread.interrupted();
    try {
      boolean unused = process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    WorkFolder.remove(folder);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
