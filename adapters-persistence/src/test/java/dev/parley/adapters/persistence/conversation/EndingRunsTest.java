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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

/** The end of a run while somebody removes its conversation: both take rows of both tables. */
class EndingRunsTest {
  private final Stores stores = TestStore.emptied().stores();
  private final StoredTenant tenant = stores.tenant();

  @RepeatedTest(20)
  void neverDeadlocksWithTheRemovalOfTheConversation() throws Exception {
    Conversation conversation = tenant.withConversation();
    Run run = tenant.withRun(conversation);
    Callable<Boolean> end =
        () ->
            stores
                .unitOfWork()
                .inTenant(
                    tenant.id(),
                    () -> {
                      boolean ended =
                          stores
                              .runs()
                              .update(
                                  run.in(
                                      new RunState.Running().cancel(TokenUsage.NONE, Fixtures.NOW),
                                      1));
                      if (ended) {
                        tenant.withMessage(conversation, "Because.");
                      }
                      return ended;
                    });
    Callable<Boolean> removal =
        () -> stores.conversations().remove(tenant.id(), StoredTenant.OWNER, conversation.id());
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> both = executor.invokeAll(List.of(end, removal));

      assertThat(both).extracting(Future::state).containsOnly(Future.State.SUCCESS);
      assertThat(both.get(1).get()).isTrue();
    }
    assertThat(stores.runs().find(tenant.id(), run.id())).isEmpty();
  }
}
