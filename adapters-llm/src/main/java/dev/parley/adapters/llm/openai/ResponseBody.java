package dev.parley.adapters.llm.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, for the one thread that reads it. Unlike the JDK's own stream it gives up
 * when nothing comes for a while, and says whether it was interrupted. The next piece is asked for
 * when the one before has been taken, so a slow reader slows the sender down and no more than one
 * piece is held.
 *
 * <p>Closing it before its end breaks the connection off, which is how a provider learns that
 * nobody wants the rest. Any thread may do so.
 */
final class ResponseBody extends InputStream implements Flow.Subscriber<List<ByteBuffer>> {

  private sealed interface Signal {
    record Piece(List<ByteBuffer> buffers) implements Signal {}

    record End(@Nullable Throwable cause) implements Signal {}
  }

  private Duration patience;
  private final long maxBytes;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private volatile boolean over;
  private boolean ended;
  private long taken;

  /**
   * @param patience how long nothing may come
   * @param maxBytes after so many it fails
   */
  ResponseBody(Duration patience, long maxBytes) {
    this.patience = Objects.requireNonNull(patience);
    this.maxBytes = maxBytes;
  }

  /** More came than an answer can hold. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(long maxBytes) {
      super("body of more than " + maxBytes + " bytes");
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (closed) {
      newSubscription.cancel();
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Signal.Piece(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    over = true;
    signals.add(new Signal.End(cause));
  }

  @Override
  public void onComplete() {
    over = true;
    signals.add(new Signal.End(null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      ByteBuffer buffer = current.peek();
      if (buffer != null && buffer.hasRemaining()) {
        int read = Math.min(length, buffer.remaining());
        buffer.get(target, offset, read);
        return read;
      }
      if (buffer != null) {
        current.remove();
        continue;
      }
      if (ended || !awaitPiece()) {
        return -1;
      }
    }
  }

  /** False at the end of the body. */
  private boolean awaitPiece() throws IOException {
    switch (awaitSignal()) {
      case Signal.Piece piece -> {
        current.addAll(piece.buffers());
        for (ByteBuffer buffer : piece.buffers()) {
          taken += buffer.remaining();
        }
        if (taken > maxBytes) {
          throw new TooLarge(maxBytes);
        }
        Flow.Subscription source = subscription;
        if (source != null) {
          source.request(1);
        }
        return true;
      }
      case Signal.End end -> {
        ended = true;
        if (end.cause() != null) {
          throw new IOException("the body broke off", end.cause());
        }
        return false;
      }
    }
  }

  /**
   * At most so many bytes of what comes until the end or until the time is over, whatever the
   * patience is elsewhere.
   */
  byte[] readWithin(Duration time, int most) throws IOException {
    patience = time;
    return readNBytes(most);
  }

  /** Whether the end comes within a time; what comes before it is thrown away. */
  boolean endsWithin(Duration time) {
    patience = time;
    try {
      return skippedToEnd();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean skippedToEnd() throws IOException {
    current.clear();
    while (!ended) {
      if (!awaitPiece()) {
        return true;
      }
      current.clear();
    }
    return true;
  }

  private Signal awaitSignal() throws IOException {
    try {
      Signal signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (signal == null) {
        throw new HttpTimeoutException("nothing came for " + patience);
      }
      return signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the body");
    }
  }

  @Override
  public void close() {
    closed = true;
    Flow.Subscription source = subscription;
    // The JDK makes an exception of each cancellation, even of one that comes too late.
    if (source != null && !over) {
      source.cancel();
    }
    // For a reader who waits: no signal comes from a source that is cancelled.
    signals.add(new Signal.End(null));
  }
}
