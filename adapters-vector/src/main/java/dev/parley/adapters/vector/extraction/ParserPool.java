package dev.parley.adapters.vector.extraction;

import dev.parley.adapters.vector.parsing.Reply;
import dev.parley.adapters.vector.parsing.Request;
import dev.parley.domain.knowledge.DocumentError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parsing processes: started when they are needed, used again while they are sound, ended when they
 * are idle. Whatever a document does to one, the next document finds another. Safe for use by many
 * threads.
 */
final class ParserPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ParserPool.class);

  /** A process may end for a reason that is not its document's, but not again and again. */
  private static final int ATTEMPTS = 3;

  private final ParserCommand command;
  private final ParserSettings settings;

  /** The one that was used last comes first; guarded by this. */
  private final Deque<Idle> idle = new ArrayDeque<>();

  /** Guarded by this. */
  private final Set<ParserProcess> busy = new HashSet<>();

  /** Guarded by this. */
  private boolean closed;

  private record Idle(ParserProcess process, long sinceNanos) {}

  ParserPool(ParserCommand command, ParserSettings settings) {
    this.command = command;
    this.settings = settings;
  }

  /** Has a document read. Blocking; the document is at fault for whatever goes wrong. */
  Reply ask(Request request) throws InterruptedException {
    ParserProcess.Died last = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      ParserProcess process = take();
      boolean sound = false;
      try {
        Reply.Sent sent = process.ask(request);
        sound = !sent.spent() && process.asked() < settings.maxDocuments();
        return sent.reply();
      } catch (TimeoutException late) {
        return new Reply.Failed(request.mediaType(), DocumentError.TIMEOUT);
      } catch (ParserProcess.Died died) {
        if (died.isOutOfMemory()) {
          return new Reply.Failed(request.mediaType(), DocumentError.TOO_LARGE);
        }
        last = died;
      } finally {
        giveBack(process, sound);
      }
    }
    log.warn("a document ended {} parsing processes, the last with this", ATTEMPTS, last);
    boolean killed = last != null && last.isKilled();
    return new Reply.Failed(
        request.mediaType(), killed ? DocumentError.TOO_LARGE : DocumentError.CORRUPT);
  }

  private ParserProcess take() throws InterruptedException {
    synchronized (this) {
      requireOpen();
      while (!idle.isEmpty()) {
        ParserProcess process = idle.pop().process();
        if (process.isAlive()) {
          busy.add(process);
          return process;
        }
        process.close();
      }
    }
    ParserProcess started;
    try {
      started = ParserProcess.start(command);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    synchronized (this) {
      if (!closed) {
        busy.add(started);
        return started;
      }
    }
    started.close();
    throw stopped();
  }

  private void requireOpen() {
    if (closed) {
      throw stopped();
    }
  }

  private static IllegalStateException stopped() {
    return new IllegalStateException("no document is parsed any more: the server stops");
  }

  private void giveBack(ParserProcess process, boolean sound) {
    synchronized (this) {
      busy.remove(process);
      if (sound && !closed) {
        idle.push(new Idle(process, System.nanoTime()));
        CompletableFuture.delayedExecutor(settings.idleLimit().toMillis(), TimeUnit.MILLISECONDS)
            .execute(this::endIdle);
        return;
      }
    }
    process.close();
  }

  private void endIdle() {
    long limit = settings.idleLimit().toNanos();
    Deque<ParserProcess> ended = new ArrayDeque<>();
    synchronized (this) {
      Iterator<Idle> processes = idle.iterator();
      while (processes.hasNext()) {
        Idle next = processes.next();
        if (System.nanoTime() - next.sinceNanos() >= limit) {
          processes.remove();
          ended.add(next.process());
        }
      }
    }
    ended.forEach(ParserProcess::close);
  }

  /** The processes that there are. */
  synchronized Set<ParserProcess> processes() {
    Set<ParserProcess> processes = new HashSet<>(busy);
    idle.forEach(each -> processes.add(each.process()));
    return processes;
  }

  /** Whether a document is being read. */
  synchronized boolean isBusy() {
    return !busy.isEmpty();
  }

  /** Ends all processes; what they were asked fails. */
  @Override
  public void close() {
    Deque<ParserProcess> ended = new ArrayDeque<>();
    synchronized (this) {
      closed = true;
      idle.forEach(process -> ended.add(process.process()));
      idle.clear();
      ended.addAll(busy);
    }
    ended.forEach(ParserProcess::close);
  }
}
