package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** People who search without end, in each mode. */
final class Searchers implements AutoCloseable {
  static final List<String> MODES = List.of("hybrid", "semantic", "keyword");

  private final Map<String, List<Set<String>>> found = new HashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private volatile boolean ended;

  Searchers(Ships ships) {
    for (String mode : MODES) {
      List<Set<String>> searches = new ArrayList<>();
      found.put(mode, searches);
      threads.add(Thread.ofVirtual().start(() -> search(ships, mode, searches)));
    }
  }

  private void search(Ships ships, String mode, List<Set<String>> searches) {
    try {
      while (!ended) {
        searches.add(ships.search(mode));
      }
      // Once more, of what is seen in the end.
      searches.add(ships.search(mode));
    } catch (RuntimeException | AssertionError failed) {
      fault.compareAndSet(null, failed);
    }
  }

  /** What each found, in order, in each mode. */
  Map<String, List<Set<String>>> end() {
    close();
    assertThat(fault.get()).isNull();
    return found;
  }

  @Override
  public void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
