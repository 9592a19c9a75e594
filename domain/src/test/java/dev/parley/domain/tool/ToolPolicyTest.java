package dev.parley.domain.tool;

import static dev.parley.domain.tool.Tools.LIMITS;
import static dev.parley.domain.tool.Tools.NOW;
import static dev.parley.domain.tool.Tools.POLICY;
import static dev.parley.domain.tool.Tools.RUN;
import static dev.parley.domain.tool.Tools.begun;
import static dev.parley.domain.tool.Tools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.conversation.RunId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tool.ToolPolicy.Began;
import dev.parley.domain.tool.ToolPolicy.Permit;
import dev.parley.domain.tool.ToolPolicy.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ToolPolicyTest {

  @Test
  void permitsACallUntilItsOwnLimit() {
    assertThat(POLICY.decide(begun(), call("search"), NOW))
        .isEqualTo(
            new Permit(
                ToolPolicy.idempotencyKey(begun(), call("search")),
                NOW.plusSeconds(20),
                new ToolBudget(RUN, NOW, 1, 1, Money.ZERO, false)));
  }

  @Test
  void neverGivesACallMoreTimeThanTheRunHas() {
    assertThat(POLICY.decide(begun(), call("search"), NOW.plusSeconds(41)))
        .isInstanceOfSatisfying(
            Permit.class, permit -> assertThat(permit.deadline()).isEqualTo(NOW.plusSeconds(60)));
    assertThat(POLICY.decide(begun(), call("search"), NOW.plusSeconds(39)))
        .isInstanceOfSatisfying(
            Permit.class, permit -> assertThat(permit.deadline()).isEqualTo(NOW.plusSeconds(59)));
  }

  @Test
  void refusesAToolThatThereIsNot() {
    assertThat(POLICY.decide(begun(), call("delete"), NOW))
        .isEqualTo(
            new Refused(
                ToolRefusal.UNKNOWN_TOOL, "tool: 'delete' (expected: a tool that there is)"));
  }

  @Test
  void showsNoMoreOfAnUnknownNameThanANameMayHave() {
    assertThat(POLICY.decide(begun(), call("x".repeat(63) + "🙂y"), NOW))
        .isEqualTo(
            new Refused(
                ToolRefusal.UNKNOWN_TOOL,
                "tool: '" + "x".repeat(63) + "' (expected: a tool that there is)"));
    assertThat(POLICY.decide(begun(), call("x".repeat(62) + "🙂y"), NOW))
        .isEqualTo(
            new Refused(
                ToolRefusal.UNKNOWN_TOOL,
                "tool: '" + "x".repeat(62) + "🙂' (expected: a tool that there is)"));
  }

  @Test
  void refusesAToolThatTheBotWasNotGiven() {
    assertThat(POLICY.decide(begun(), call("hidden"), NOW))
        .isEqualTo(
            new Refused(
                ToolRefusal.NOT_GRANTED,
                "tool: 'hidden' (expected: a tool that the bot may call)"));
  }

  @Test
  void refusesAToolThatOneScopeKeepsOut() {
    ToolPermissions narrowed =
        new ToolPermissions(
            Set.of("search", "send-mail_2"),
            Map.of(
                new ScopeId(new UUID(0, 1)),
                Set.of("search", "send-mail_2", "hidden"),
                new ScopeId(new UUID(0, 2)),
                Set.of("search", "hidden")));

    assertThat(narrowed.refusal("search")).isEmpty();
    assertThat(narrowed.refusal("send-mail_2")).contains(ToolRefusal.OUT_OF_SCOPE);
    assertThat(narrowed.refusal("hidden")).contains(ToolRefusal.NOT_GRANTED);
    assertThat(ToolPermissions.NONE.refusal("search")).contains(ToolRefusal.NOT_GRANTED);
  }

  @Test
  void letsNoTextCauseEffectsUnlessAPersonSaysYes() {
    ToolBudget read = begun().withUntrustedText();
    ToolCall confirmed = new ToolCall("call_1", "send-mail_2", "{}", true);

    assertThat(POLICY.decide(begun(), call("send-mail_2"), NOW)).isInstanceOf(Permit.class);
    assertThat(POLICY.decide(read, call("send-mail_2"), NOW))
        .isEqualTo(
            new Refused(
                ToolRefusal.NEEDS_CONFIRMATION,
                "tool: 'send-mail_2' (expected: a person's yes, since it has effects)"));
    assertThat(POLICY.decide(read, confirmed, NOW)).isInstanceOf(Permit.class);
    assertThat(POLICY.decide(read, call("search"), NOW)).isInstanceOf(Permit.class);
  }

  @Test
  void takesTheResultOfACallForTextThatNobodyVouchesFor() {
    assertThat(begun().settled(new Money(3)).settled(new Money(4)))
        .isEqualTo(new ToolBudget(RUN, NOW, 1, 0, new Money(7), true));
    assertThat(begun().withUntrustedText().inNextRound().withCall())
        .isEqualTo(new ToolBudget(RUN, NOW, 2, 1, Money.ZERO, true));
  }

  @Test
  void refusesCallsBeyondTheLimit() {
    ToolBudget three = new ToolBudget(RUN, NOW, 1, 3, Money.ZERO, false);

    assertThat(POLICY.decide(three, call("search"), NOW)).isInstanceOf(Permit.class);
    assertThat(POLICY.decide(three.withCall(), call("search"), NOW))
        .isEqualTo(new Refused(ToolRefusal.CALLS_EXHAUSTED, "calls: 4 (expected: below 4)"));
  }

  @Test
  void refusesCallsAndRoundsWhenTimeIsOver() {
    Refused refused =
        new Refused(ToolRefusal.TIME_EXHAUSTED, "elapsed: PT1M (expected: below PT1M)");

    assertThat(POLICY.decide(begun(), call("search"), NOW.plusMillis(59_999)))
        .isInstanceOf(Permit.class);
    assertThat(POLICY.decide(begun(), call("search"), NOW.plusSeconds(60))).isEqualTo(refused);
    assertThat(POLICY.beginRound(begun(), NOW.plusSeconds(60))).isEqualTo(refused);
  }

  @Test
  void goesOnWhenTheClockWasSetBack() {
    assertThat(POLICY.decide(begun(), call("search"), NOW.minusSeconds(5)))
        .isInstanceOfSatisfying(
            Permit.class, permit -> assertThat(permit.deadline()).isEqualTo(NOW.plusSeconds(15)));
  }

  @Test
  void refusesCallsAndRoundsWhenTheMoneyIsSpent() {
    Refused refused =
        new Refused(ToolRefusal.MONEY_EXHAUSTED, "spent: 1000 micro-USD (expected: below 1000)");

    assertThat(POLICY.decide(begun().settled(new Money(999)), call("search"), NOW))
        .isInstanceOf(Permit.class);
    assertThat(POLICY.decide(begun().settled(new Money(1_000)), call("search"), NOW))
        .isEqualTo(refused);
    assertThat(POLICY.beginRound(begun().settled(new Money(1_000)), NOW)).isEqualTo(refused);
  }

  @Test
  void beginsAsManyRoundsAsThereMayBe() {
    ToolBudget two = new ToolBudget(RUN, NOW, 2, 0, Money.ZERO, false);

    assertThat(POLICY.beginRound(two, NOW)).isEqualTo(new Began(two.inNextRound()));
    assertThat(POLICY.beginRound(two.inNextRound(), NOW))
        .isEqualTo(new Refused(ToolRefusal.ROUNDS_EXHAUSTED, "rounds: 3 (expected: below 3)"));
  }

  @Test
  void decidesNothingBeforeARoundHasBegun() {
    assertThatThrownBy(() -> POLICY.decide(ToolBudget.begin(RUN, NOW), call("search"), NOW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("rounds: 0 (expected: one that has begun)");
  }

  @Test
  void givesTheSameCallTheSameKeyAndEveryOtherCallAnother() {
    ToolCall call = call("search");
    String key = ToolPolicy.idempotencyKey(begun(), call);

    assertThat(key).matches("[0-9a-f]{64}");
    assertThat(ToolPolicy.idempotencyKey(begun().withCall().settled(new Money(9)), call))
        .isEqualTo(key);
    assertThat(
            List.of(
                key,
                ToolPolicy.idempotencyKey(begun().inNextRound(), call),
                ToolPolicy.idempotencyKey(
                    ToolBudget.begin(new RunId(new UUID(1, 3)), NOW).inNextRound(), call),
                ToolPolicy.idempotencyKey(
                    begun(), new ToolCall("call_2", "search", call.arguments(), false)),
                ToolPolicy.idempotencyKey(
                    begun(), new ToolCall("call_1", "hidden", call.arguments(), false)),
                ToolPolicy.idempotencyKey(begun(), new ToolCall("call_1", "search", "{}", false))))
        .doesNotHaveDuplicates();
  }

  @Test
  void namesToolsOnce() {
    assertThatThrownBy(
            () -> new ToolPolicy(List.of(Tools.SEARCH, Tools.SEARCH), ToolPermissions.NONE, LIMITS))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void limitsTakeNothingBelowNothing() {
    assertThatThrownBy(() -> limits(-1, 1, 1, 1)).hasMessage("rounds: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> limits(1, -1, 1, 1)).hasMessage("calls: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> limits(1, 1, 0, 1))
        .hasMessage("elapsed: PT0S (expected: more than nothing)");
    assertThatThrownBy(() -> limits(1, 1, 1, -1))
        .hasMessage("per_call: PT-1S (expected: more than nothing)");
    assertThat(limits(0, 0, 1, 1).rounds()).isZero();
  }

  private static ToolLimits limits(int rounds, int calls, int elapsed, int perCall) {
    return new ToolLimits(
        rounds, calls, Duration.ofSeconds(elapsed), Duration.ofSeconds(perCall), Money.ZERO);
  }
}
