package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseBodyTest {
  private final ResponseBody body = new ResponseBody(Duration.ofMillis(200), 20);
  private final Sender sender = new Sender();

  /** Counts what it is asked for. */
  private static final class Sender implements Flow.Subscription {
    private long requested;
    private boolean cancelled;

    @Override
    public void request(long pieces) {
      requested += pieces;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  private static List<ByteBuffer> piece(String... parts) {
    return Arrays.stream(parts)
        .map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private String read(int most) throws IOException {
    return new String(body.readNBytes(most), StandardCharsets.UTF_8);
  }

  @Test
  void asksForTheNextPieceWhenOneHasBeenTakenUp() throws IOException {
    body.onSubscribe(sender);
    assertThat(sender.requested).isEqualTo(1);

    body.onNext(piece("one", "two"));
    assertThat(sender.requested).isEqualTo(1);

    assertThat(read(1)).isEqualTo("o");
    assertThat(sender.requested).isEqualTo(2);

    assertThat(read(5)).isEqualTo("netwo");
    assertThat(sender.requested).isEqualTo(2);
  }

  @Test
  void readsToTheEnd() throws IOException {
    body.onSubscribe(sender);
    body.onNext(piece("one", "", "two"));
    body.onNext(piece());
    body.onNext(piece("three"));
    body.onComplete();

    assertThat(read(100)).isEqualTo("onetwothree");
    assertThat(body.read()).isEqualTo(-1);
    assertThat(body.read()).isEqualTo(-1);
  }

  @Test
  void readsBytesAndNotSigns() throws IOException {
    body.onSubscribe(sender);
    body.onNext(List.of(ByteBuffer.wrap(new byte[] {(byte) 0xff, 0})));
    body.onComplete();

    assertThat(body.read()).isEqualTo(255);
    assertThat(body.read()).isZero();
    assertThat(body.read()).isEqualTo(-1);
  }

  @Test
  void failsWhereTheSenderFailsAfterWhatHadCome() throws IOException {
    IOException reset = new IOException("reset");
    body.onSubscribe(sender);
    body.onNext(piece("one"));
    body.onError(reset);

    assertThat(read(3)).isEqualTo("one");
    assertThatIOException().isThrownBy(body::read).withCause(reset);
  }

  @Test
  void givesUpWhereNothingComes() {
    body.onSubscribe(sender);

    assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(body::read);
  }

  @Test
  void saysThatItWasInterruptedAndKeepsTheFlag() {
    body.onSubscribe(sender);
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(body::read);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void takesNoMoreThanItMayHold() {
    body.onSubscribe(sender);
    body.onNext(piece("a".repeat(21)));

    assertThatExceptionOfType(ResponseBody.TooLarge.class).isThrownBy(body::read);
  }

  @Test
  void breaksOffWhenClosedBeforeOrAfterItHasBegun() {
    body.onSubscribe(sender);
    assertThat(sender.cancelled).isFalse();
    body.close();
    assertThat(sender.cancelled).isTrue();

    ResponseBody closed = new ResponseBody(Duration.ofSeconds(1), 20);
    Sender late = new Sender();
    closed.close();
    closed.onSubscribe(late);
    assertThat(late.cancelled).isTrue();
    assertThat(late.requested).isZero();
  }
}
