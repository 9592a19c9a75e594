package dev.parley.adapters.rest;

import dev.parley.application.model.ModelGateway;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A gateway that does as it was told, in turn, and remembers what it was sent. */
final class PlannedGateway implements ModelGateway {
  private final Queue<Reply> next = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private final CountDownLatch interrupted = new CountDownLatch(1);

  synchronized void next(Reply reply) {
    next.add(reply);
  }

  /** The bodies that came, with the name {@code NAME} in the gap. */
  synchronized List<String> sent() {
    return List.copyOf(sent);
  }

  private synchronized @Nullable Reply take(Call call) {
    sent.add(text(call.before()) + "NAME" + text(call.after()));
    return next.poll();
  }

  @Override
  public CompletableFuture<Reply> sendWhole(Call call) {
    Reply reply = take(call);
    CompletableFuture<Reply> coming = new CompletableFuture<>();
    if (reply != null) {
      coming.complete(reply);
    }
    var unused =
        coming.whenComplete(
            (came, fault) -> {
              if (coming.isCancelled()) {
                interrupted.countDown();
              }
            });
    return coming;
  }

  @Override
  public Reply send(Call call) throws InterruptedException {
    Reply reply = take(call);
    if (reply == null) {
      // Nothing was planned: it never answers.
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }
    return Objects.requireNonNull(reply);
  }

  /** Comes down when a call that was never answered is broken off. */
  CountDownLatch interrupted() {
    return interrupted;
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A stream of these pieces, which may end with a failure. */
  static final class Stream implements Pieces {
    private final Queue<String> pieces;
    private final @Nullable Failure failure;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final boolean endless;

    Stream(List<String> pieces, @Nullable Failure failure, boolean endless) {
      this.pieces = new ArrayDeque<>(pieces);
      this.failure = failure;
      this.endless = endless;
    }

    @Override
    public byte @Nullable [] next() {
      String piece = pieces.poll();
      if (piece != null) {
        return piece.getBytes(StandardCharsets.UTF_8);
      }
      if (endless) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return null;
    }

    @Override
    public @Nullable Failure failure() {
      return pieces.isEmpty() ? failure : null;
    }

    @Override
    public Used used() {
      return new Used(9, 4, 3, true);
    }

    CountDownLatch closed() {
      return closed;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
