package dev.parley.application.knowledge;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;

class InMemoryIngestionQueueTest extends IngestionQueueContract {
  private final InMemoryIngestionQueue queue = new InMemoryIngestionQueue(ATTEMPTS);

  @Override
  protected IngestionQueue queue() {
    return queue;
  }

  @Override
  protected UnitOfWork unitOfWork() {
    return queue.takingPartIn(new InMemoryUnitOfWork());
  }

  @Override
  protected void deliver(
      BiConsumer<TenantId, DocumentId> ingest, BiConsumer<TenantId, DocumentId> giveUp) {
    queue.deliver(2, ingest, giveUp);
  }

  @Override
  protected void awaitIdle() throws InterruptedException {
    queue.awaitIdle();
  }

  @AfterEach
  void close() {
    queue.close();
  }
}
