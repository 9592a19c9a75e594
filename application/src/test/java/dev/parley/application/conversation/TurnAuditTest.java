package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunRefusal;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnAuditTest {
  private static final TokenUsage USAGE = new TokenUsage(120, 34, new Money(56));

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Run run = tenant.withRun(tenant.withConversation());
  private final TurnAudit turnAudit = new TurnAudit(stores.audit());
  private final RunState.Running running = new RunState.Running();

  private AuditEvent only() {
    assertThat(stores.audited(tenant.id())).hasSize(1);
    return stores.audited(tenant.id()).getFirst();
  }

  private static Map<String, String> used(String state, String... more) {
    Map<String, String> details =
        new HashMap<>(
            Map.of(
                "state", state,
                "model", "offline",
                "prompt_tokens", "120",
                "completion_tokens", "34",
                "cost_micro_usd", "56"));
    for (int i = 0; i < more.length; i += 2) {
      details.put(more[i], more[i + 1]);
    }
    return details;
  }

  @Test
  void recordsTheMessageAndNoneOfItsWords() {
    turnAudit.accepted(run);

    assertThat(only().action()).isEqualTo("message_accepted");
    assertThat(only().actor()).isEqualTo(StoredTenant.OWNER);
    assertThat(only().targetId()).isEqualTo(run.question().toString());
    assertThat(only().details()).isEqualTo(Map.of("run", run.id().toString(), "model", "offline"));
  }

  @Test
  void recordsHowARunCompleted() {
    turnAudit.settled(run, running.complete(FinishReason.STOP, USAGE, NOW));

    assertThat(only().action()).isEqualTo("run_settled");
    assertThat(only().targetId()).isEqualTo(run.id().toString());
    assertThat(only().details()).isEqualTo(used("completed", "finish_reason", "stop"));
  }

  @Test
  void recordsThatARunWasRefusedAndWhyWithoutNamingTheScope() {
    turnAudit.settled(
        run, running.refuse(new RunRefusal("out_of_scope", "Taxes of Mr Doe"), USAGE, NOW));

    assertThat(only().action()).isEqualTo("run_refused");
    assertThat(only().details()).isEqualTo(used("refused", "reason", "out_of_scope"));
  }

  @Test
  void recordsThatARunWasCancelled() {
    turnAudit.settled(run, running.cancel(USAGE, NOW));

    assertThat(only().action()).isEqualTo("run_settled");
    assertThat(only().details()).isEqualTo(used("cancelled"));
  }

  @Test
  void recordsTheCodeOfAFailureAndNotItsDetail() {
    RunFailure failure = new RunFailure(RunFailure.Code.PROVIDER_TIMEOUT, "openai said nothing");
    turnAudit.settled(run, running.fail(failure, USAGE, NOW));

    assertThat(only().action()).isEqualTo("run_settled");
    assertThat(only().details()).isEqualTo(used("failed", "code", "provider_timeout"));
  }
}
