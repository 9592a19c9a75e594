package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.Cancellation.Reason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancellationTest {
  private final Cancellation cancellation = new Cancellation();

  /** No test leaves its interrupt to the next one. */
  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void interruptsNobodyWhoDoesNotWait() {
    cancellation.cancel(Reason.ASKED);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(cancellation.reason()).isEqualTo(Reason.ASKED);
  }

  @Test
  void interruptsWhoBeginsToWaitAfterwards() {
    cancellation.cancel(Reason.ASKED);

    cancellation.beginWaiting();

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void interruptsWhoWaits() throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  cancellation.beginWaiting();
                  waiting.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                  }
                });
    waiting.await();

    cancellation.cancel(Reason.SHUTDOWN);

    thread.join();
    assertThat(interrupted).isTrue();
  }

  @Test
  void takesAnInterruptBackThatCameTooLate() {
    cancellation.beginWaiting();
    cancellation.cancel(Reason.ASKED);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();

    cancellation.endWaiting();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void interruptsNobodyWhoHasStoppedWaiting() {
    cancellation.beginWaiting();
    cancellation.endWaiting();

    cancellation.cancel(Reason.ASKED);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void keepsTheFirstReason() {
    assertThat(cancellation.reason()).isNull();

    cancellation.cancel(Reason.ASKED);
    cancellation.cancel(Reason.SHUTDOWN);

    assertThat(cancellation.reason()).isEqualTo(Reason.ASKED);
  }
}
