package dev.parley.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunStateTest {
  private static final RunRefusal REFUSAL = new RunRefusal("out_of_scope", "Water");
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final TokenUsage USAGE = new TokenUsage(10, 5, new Money(3));
  private static final RunFailure FAILURE =
      new RunFailure(Code.PROVIDER_UNAVAILABLE, "openai broke off.");

  @Test
  void endsInOneOfFourWaysAndKeepsWhatItUsed() {
    RunState.Running running = new RunState.Queued().start();
    List<RunState.Ended> ends =
        List.of(
            running.complete(FinishReason.STOP, USAGE, NOW),
            running.refuse(REFUSAL, USAGE, NOW),
            running.cancel(USAGE, NOW),
            running.fail(FAILURE, USAGE, NOW));

    assertThat(ends)
        .containsExactly(
            new RunState.Completed(FinishReason.STOP, USAGE, NOW),
            new RunState.Refused(REFUSAL, USAGE, NOW),
            new RunState.Cancelled(USAGE, NOW),
            new RunState.Failed(FAILURE, USAGE, NOW));
    assertThat(ends)
        .allSatisfy(
            end -> {
              assertThat(end.usage()).isEqualTo(USAGE);
              assertThat(end.finishedAt()).isEqualTo(NOW);
            });
  }

  @Test
  void canEndBeforeItHasBegun() {
    RunState.Queued queued = new RunState.Queued();

    assertThat(queued.cancel(TokenUsage.NONE, NOW))
        .isEqualTo(new RunState.Cancelled(TokenUsage.NONE, NOW));
    assertThat(queued.fail(FAILURE, TokenUsage.NONE, NOW))
        .isEqualTo(new RunState.Failed(FAILURE, TokenUsage.NONE, NOW));
  }

  @Test
  void changesNothingElseOfItsRun() {
    Run run =
        new Run(
            new RunId(new UUID(1, 1)),
            new TenantId(new UUID(1, 2)),
            "key:1",
            new ConversationId(new UUID(1, 3)),
            new MessageId(new UUID(1, 4)),
            new MessageId(new UUID(1, 5)),
            null,
            new ModelId("offline"),
            new RunState.Queued(),
            0,
            NOW);

    Run running = run.in(new RunState.Running(), 4);

    assertThat(running.state()).isEqualTo(new RunState.Running());
    assertThat(running.lastSeq()).isEqualTo(4);
    assertThat(running.in(run.state(), run.lastSeq())).isEqualTo(run);
  }
}
