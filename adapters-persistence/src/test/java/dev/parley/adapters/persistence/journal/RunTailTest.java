package dev.parley.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTailTest {
  private final RunTail tail = new RunTail(0);

  private static Entry entry(long seq, int length) {
    return new Entry(seq, new Encoded("message.delta", "x".repeat(length), false));
  }

  @Test
  void keepsTheNewestEventsAlone() throws Exception {
    for (int seq = 1; seq <= RunTail.MOST_EVENTS + 10; seq++) {
      tail.offer(entry(seq, 1));
    }

    assertThat(tail.await(9, 0)).isEmpty();
    Optional<List<Entry>> kept = tail.await(10, 0);
    assertThat(kept.orElseThrow()).hasSize(RunTail.MOST_EVENTS);
    assertThat(kept.orElseThrow().getFirst().seq()).isEqualTo(11);
  }

  @Test
  void keepsNoMoreThanSoManyCharacters() throws Exception {
    tail.offer(entry(1, RunTail.MOST_CHARACTERS));
    tail.offer(entry(2, 1));
    tail.offer(entry(3, RunTail.MOST_CHARACTERS));

    assertThat(tail.await(1, 0)).isEmpty();
    assertThat(tail.await(2, 0).orElseThrow()).hasSize(1);
    tail.offer(entry(4, RunTail.MOST_CHARACTERS + 1));
    assertThat(tail.await(3, 0)).as("to be read from the server").isEmpty();
  }

  @Test
  void passesOverWhatItKnowsAndForgetsWhatIsBeforeAGap() throws Exception {
    tail.offer(entry(1, 1));
    tail.offer(entry(1, 2));
    assertThat(tail.await(0, 0).orElseThrow()).containsExactly(entry(1, 1));

    tail.offer(entry(4, 1));

    assertThat(tail.await(0, 0)).isEmpty();
    assertThat(tail.await(3, 0).orElseThrow()).containsExactly(entry(4, 1));
    tail.offer(entry(3, 1));
    assertThat(tail.last()).isEqualTo(4);
  }
}
