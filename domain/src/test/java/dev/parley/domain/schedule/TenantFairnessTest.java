package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantFairnessTest {
  private final Scheduler<String> scheduler = new Scheduler<>(Policy.FAIR);

  @Test
  void takesTurnsBetweenTenantsHoweverMuchOneOffers() {
    for (int i = 0; i < 5; i++) {
      Work.queue(scheduler, Work.interactive(1, "loud"));
    }
    Work.queue(scheduler, Work.interactive(2, "quiet"));
    Work.queue(scheduler, Work.interactive(2, "quiet"));

    assertThat(Work.drain(scheduler))
        .containsExactly("loud", "quiet", "loud", "quiet", "loud", "loud", "loud");
  }

  @Test
  void countsInputTokensOnce() {
    Work.queue(scheduler, Work.interactive(1, 3, "long"));
    Work.queue(scheduler, Work.interactive(1, 3, "long"));
    for (int i = 0; i < 4; i++) {
      Work.queue(scheduler, Work.interactive(2, 1, "short"));
    }

    assertThat(Work.drain(scheduler))
        .containsExactly("long", "short", "short", "short", "long", "short");
  }

  @Test
  void countsOutputTokensTwiceWhileTheyAreProduced() {
    for (int i = 0; i < 2; i++) {
      Work.queue(scheduler, Work.interactive(1, "wordy"));
    }
    for (int i = 0; i < 6; i++) {
      Work.queue(scheduler, Work.interactive(2, "terse"));
    }
    Ticket<String> wordy = scheduler.next(0).orElseThrow();
    scheduler.charge(wordy, 1);
    scheduler.charge(wordy, 1);

    assertThat(Work.drain(scheduler))
        .containsExactly("terse", "terse", "terse", "terse", "terse", "wordy", "terse");
  }

  @Test
  void countsARequestWithoutInputAsOneToken() {
    for (int i = 0; i < 2; i++) {
      Work.queue(scheduler, Work.interactive(1, 0, "nothing"));
      Work.queue(scheduler, Work.interactive(2, 1, "one"));
    }

    assertThat(Work.drain(scheduler)).containsExactly("nothing", "one", "nothing", "one");
  }

  @Test
  void givesAHeavierTenantMoreTurns() {
    Scheduler<String> weighted =
        new Scheduler<>(
            Policy.FAIR,
            Limits.DEFAULT,
            Ageing.DEFAULT,
            tenant -> tenant.equals(Work.tenant(1)) ? 3 : 1);
    for (int i = 0; i < 6; i++) {
      Work.queue(weighted, Work.interactive(1, 3, "heavy"));
      Work.queue(weighted, Work.interactive(2, 3, "light"));
    }

    assertThat(Work.drain(weighted).subList(0, 8))
        .containsExactly("heavy", "light", "heavy", "heavy", "light", "heavy", "heavy", "heavy");
  }

  @Test
  void refusesImpossibleWeights() {
    for (int weight : new int[] {0, Scheduler.MAX_WEIGHT + 1}) {
      Scheduler<String> odd =
          new Scheduler<>(Policy.FAIR, Limits.DEFAULT, Ageing.DEFAULT, tenant -> weight);
      assertThatThrownBy(() -> odd.offer(Work.interactive(1, "job"), 0))
          .isInstanceOf(InvalidValue.class)
          .hasMessage("weight: " + weight + " (expected: 1..1000)");
    }
    Scheduler<String> greatest =
        new Scheduler<>(
            Policy.FAIR, Limits.DEFAULT, Ageing.DEFAULT, tenant -> Scheduler.MAX_WEIGHT);
    Work.queue(greatest, Work.interactive(1, "job"));
    assertThat(greatest.queued()).isOne();
  }

  @Test
  void letsNobodySaveUpByStayingAway() {
    for (int i = 0; i < 8; i++) {
      Work.queue(scheduler, Work.interactive(1, "busy"));
    }
    for (int i = 0; i < 4; i++) {
      scheduler.next(0);
    }
    for (int i = 0; i < 4; i++) {
      Work.queue(scheduler, Work.interactive(2, "back"));
    }

    assertThat(Work.drain(scheduler))
        .containsExactly("busy", "back", "busy", "back", "busy", "back", "busy", "back");
  }

  @Test
  void liftsToTheLastThatLeftWhenNobodyWaits() {
    Work.queue(scheduler, Work.interactive(1, 5, "first"));
    Work.drain(scheduler);
    Work.queue(scheduler, Work.interactive(2, "newcomer"));
    Work.queue(scheduler, Work.interactive(2, "newcomer"));
    Work.queue(scheduler, Work.interactive(1, "first"));

    assertThat(Work.drain(scheduler)).isEqualTo(List.of("newcomer", "first", "newcomer"));
  }

  @Test
  void keepsTheDebtOfATenantThatComesBack() {
    Work.queue(scheduler, Work.interactive(2, "other"));
    Work.queue(scheduler, Work.interactive(1, 9, "greedy"));
    Work.queue(scheduler, Work.interactive(2, "other"));
    Work.queue(scheduler, Work.interactive(2, "other"));
    scheduler.next(0);
    scheduler.next(0);
    Work.queue(scheduler, Work.interactive(1, 9, "greedy"));

    assertThat(Work.drain(scheduler)).containsExactly("other", "other", "greedy");
  }

  @Test
  void countsEachPriorityByItself() {
    Work.queue(scheduler, new Request<>(Work.tenant(1), Priority.BATCH, 1_000, "ingest"));
    Work.drain(scheduler);
    Work.queue(scheduler, Work.interactive(2, "two"));
    Work.queue(scheduler, Work.interactive(1, "one"));
    Work.queue(scheduler, Work.interactive(2, "two"));

    assertThat(Work.drain(scheduler)).containsExactly("two", "one", "two");
  }
}
