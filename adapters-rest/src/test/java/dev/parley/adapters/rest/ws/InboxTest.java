package dev.parley.adapters.rest.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class InboxTest {
  private final Queue<Runnable> workers = new ArrayDeque<>();
  private final List<Object> done = new ArrayList<>();
  private final Inbox inbox = new Inbox(workers::add, 3, done::add);

  private boolean offer(Object name) {
    return inbox.offer(1, () -> done.add(name));
  }

  private void work() {
    while (!workers.isEmpty()) {
      workers.remove().run();
    }
  }

  @Test
  void worksInOrderByOneWorkerAtATime() {
    assertThat(offer(1)).isTrue();
    assertThat(offer(2)).isTrue();
    assertThat(workers).hasSize(1);

    work();
    assertThat(offer(3)).isTrue();
    work();

    assertThat(done).containsExactly(1, 2, 3);
  }

  @Test
  void goesOnBehindATaskThatThrows() {
    RuntimeException fault = new IllegalStateException("planned");
    Error worse = new AssertionError("planned");
    inbox.offer(
        1,
        () -> {
          throw fault;
        });
    inbox.offer(
        1,
        () -> {
          throw worse;
        });
    offer("behind");
    work();
    offer("later");
    work();

    assertThat(done).containsExactly(fault, worse, "behind", "later");
  }

  @Test
  void takesNoMoreThanMayWait() {
    assertThat(inbox.offer(SocketLimits.WAITING_BYTES, () -> done.add(1))).isTrue();
    assertThat(offer(2)).isFalse();
    work();
    for (int i = 0; i < 3; i++) {
      assertThat(offer(i)).isTrue();
    }

    assertThat(offer(4)).isFalse();
  }

  @Test
  void forgetsWhatWasNotBegun() {
    offer(1);
    inbox.clear();
    work();
    offer(2);
    work();

    assertThat(done).containsExactly(2);
  }
}
