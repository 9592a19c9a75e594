package dev.parley.domain.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.quota.Money;
import dev.parley.domain.tool.ToolPolicy.Began;
import dev.parley.domain.tool.ToolPolicy.Permit;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ToolPolicyProperties {

  /** What happens to a run: a round, a call, the end of a call, or time. */
  enum Event {
    ROUND,
    CALL,
    END,
    SECOND
  }

  @Property(tries = 500)
  void noOrderOfEventsGoesBeyondTheLimits(@ForAll("events") List<Event> events) {
    ToolBudget budget = ToolBudget.begin(Tools.RUN, Tools.NOW);
    Instant now = Tools.NOW;
    Set<String> keys = new HashSet<>();
    int permitted = 0;
    for (Event event : events) {
      switch (event) {
        case ROUND -> {
          if (Tools.POLICY.beginRound(budget, now) instanceof Began began) {
            budget = began.budget();
          }
        }
        case CALL -> {
          ToolCall call = new ToolCall("call_" + permitted, "search", "{}", false);
          if (budget.rounds() > 0
              && Tools.POLICY.decide(budget, call, now) instanceof Permit permit) {
            permitted++;
            keys.add(permit.idempotencyKey());
            assertThat(permit.deadline())
                .isAfter(now)
                .isBeforeOrEqualTo(Tools.NOW.plus(Tools.LIMITS.elapsed()));
            assertThat(budget.spent()).isLessThan(Tools.LIMITS.spend());
            budget = permit.budget();
          }
        }
        case END -> budget = budget.settled(new Money(300));
        case SECOND -> now = now.plusSeconds(7);
      }
    }

    assertThat(budget.rounds()).isLessThanOrEqualTo(Tools.LIMITS.rounds());
    assertThat(budget.calls()).isEqualTo(permitted).isLessThanOrEqualTo(Tools.LIMITS.calls());
    assertThat(keys).hasSize(permitted);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Arbitraries.of(Event.class).list().ofMaxSize(40);
  }
}
