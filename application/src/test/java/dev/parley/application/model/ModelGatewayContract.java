package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.model.ModelGateway.Call;
import dev.parley.application.model.ModelGateway.Pieces;
import dev.parley.application.model.ModelGateway.Reply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ModelGateway} does. */
public abstract class ModelGatewayContract {

  protected abstract ModelGateway gateway();

  /** A call that is answered whole. */
  protected abstract Call whole();

  /** A call that is answered by a stream. */
  protected abstract Call stream();

  /** A call that is not answered within a minute. */
  protected abstract Call neverAnswered();

  @Test
  void answersWholeAndSaysWhatWasUsed() throws Exception {
    Reply.Whole whole = (Reply.Whole) gateway().send(whole());

    assertThat(new String(whole.json(), StandardCharsets.UTF_8)).startsWith("{").endsWith("}");
    assertThat(whole.used().counted()).isTrue();
    assertThat(whole.used().completionTokens()).isPositive();
  }

  @Test
  void answersWholeWithNobodyWaiting() throws Exception {
    Reply.Whole whole = (Reply.Whole) gateway().sendWhole(whole()).get(10, TimeUnit.SECONDS);

    assertThat(new String(whole.json(), StandardCharsets.UTF_8)).startsWith("{").endsWith("}");
    assertThat(whole.used().counted()).isTrue();
  }

  @Test
  void canBeCancelled() throws Exception {
    CompletableFuture<Reply> never = gateway().sendWhole(neverAnswered());
    Thread.sleep(100);
    assertThat(never).isNotDone();

    assertThat(never.cancel(false)).isTrue();

    assertThat(gateway().sendWhole(whole()).get(10, TimeUnit.SECONDS))
        .isInstanceOf(Reply.Whole.class);
  }

  @Test
  void streamsWholeEventsToTheEnd() throws Exception {
    try (Pieces pieces = ((Reply.Begun) gateway().send(stream())).pieces()) {
      StringBuilder all = new StringBuilder();
      for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) {
        String text = new String(piece, StandardCharsets.UTF_8);
        assertThat(text).startsWith("data: ").endsWith("\n\n");
        all.append(text);
      }
      assertThat(all).endsWith("data: [DONE]\n\n");
      assertThat(pieces.failure()).isNull();
      assertThat(pieces.used().completionTokens()).isPositive();
      assertThat(pieces.next()).isNull();
    }
  }

  @Test
  void endsAtOnceWhenItIsClosed() throws Exception {
    Pieces pieces = ((Reply.Begun) gateway().send(stream())).pieces();
    pieces.close();
    pieces.close();

    while (pieces.next() != null) {
      // The piece that had come already.
    }
    assertThat(pieces.failure()).isNull();
  }

  @Test
  void canBeInterrupted() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicReference<@Nullable Thread> sender = new AtomicReference<>();
      Call call = neverAnswered();
      Future<Reply> reply =
          threads.submit(
              () -> {
                sender.set(Thread.currentThread());
                return gateway().send(call);
              });
      Thread sending = sender.get();
      while (sending == null) {
        Thread.sleep(5);
        sending = sender.get();
      }
      Thread.sleep(100);
      sending.interrupt();

      assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }
}
