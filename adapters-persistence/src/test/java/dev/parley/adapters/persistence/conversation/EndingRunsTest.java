package dev.parley.adapters.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.TokenUsage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The end of a run while somebody removes its conversation: both take rows of both tables. */
class EndingRunsTest {
  private final Stores stores = TestStore.emptied().stores();
  private final StoredTenant tenant = stores.tenant();

  @Test
  void doesNotDeadlockWithTheRemovalOfTheConversation() throws Exception {
    Conversation conversation = tenant.withConversation();
    Run run = tenant.withRun(conversation);
    CountDownLatch ended = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> end =
          executor.submit(
              () ->
                  stores
                      .unitOfWork()
                      .inTenant(
                          tenant.id(),
                          () -> {
                            boolean updated = stores.runs().update(cancelled(run));
                            ended.countDown();
                            pause();
                            tenant.withMessage(conversation, "Because.");
                            return updated;
                          }));
      Future<Boolean> removal =
          executor.submit(
              () -> {
                ended.await();
                return stores
                    .conversations()
                    .remove(tenant.id(), StoredTenant.OWNER, conversation.id());
              });

      assertThat(end.get()).isTrue();
      assertThat(removal.get()).isTrue();
    }
    assertThat(stores.runs().find(tenant.id(), run.id())).isEmpty();
    assertThat(stores.conversations().messages(tenant.id(), conversation.id())).isEmpty();
  }

  private static Run cancelled(Run run) {
    return run.in(new RunState.Running().cancel(TokenUsage.NONE, Fixtures.NOW), 1);
  }

  /** Long enough for the removal to take what it can get. */
  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this test", e);
    }
  }
}
