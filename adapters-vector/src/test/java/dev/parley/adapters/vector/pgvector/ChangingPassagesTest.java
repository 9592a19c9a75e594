package dev.parley.adapters.vector.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Searches go on while all there is comes and goes. */
class ChangingPassagesTest {
  private static final TenantId TENANT = Passages.tenant(1);
  private static final Duration WHILE = Duration.ofSeconds(4);
  private static final int FEW = 10;
  private static final int MANY = 40;

  @Test
  void wordsAreFoundWhilePassagesThatHoldThemAreAddedAndTakenOut()
      throws ExecutionException, InterruptedException {
    PgVectorPassageIndex index = new PgVectorPassageIndex(PassageDatabase.create().pool());
    put(index, FEW);
    long end = System.nanoTime() + WHILE.toNanos();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> changes =
          threads.submit(
              () -> {
                for (int i = 0; System.nanoTime() < end; i++) {
                  put(index, i % 2 == 0 ? MANY : FEW);
                }
              });
      do {
        assertThat(index.keyword(TENANT, "valve", Filter.ALL, MANY)).hasSizeBetween(FEW, MANY);
      } while (System.nanoTime() < end);
      changes.get();
    }
  }

  private static void put(PgVectorPassageIndex index, int passages) {
    index.put(TENANT, Passages.document(1), Passages.content(1, 1, 0, passages, "valve"));
  }
}
