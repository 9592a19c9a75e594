package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.domain.knowledge.Fusion.Scored;
import java.util.List;
import org.junit.jupiter.api.Test;

class Bm25Test {
  private static List<Integer> places(String question, String... texts) {
    return Bm25.rank(question, List.of(texts)).stream().map(Scored::item).toList();
  }

  @Test
  void findsTextsThatHoldAWordOfTheQuestion() {
    assertThat(places("Where is the bridge?", "Two rivers.", "Old bridges.", "It is where?"))
        .containsExactly(1);
    assertThat(places("the of and", "the of and")).isEmpty();
    assertThat(places("bridge")).isEmpty();
    assertThat(places("bridge", "")).isEmpty();
  }

  @Test
  void prefersRareWordsRepeatedWordsAndShortTexts() {
    assertThat(places("bridge toll", "bridge river", "bridge river", "river toll"))
        .containsExactly(2, 0, 1);
    assertThat(places("bridge", "bridge river sea lake", "bridge bridge sea lake"))
        .containsExactly(1, 0);
    assertThat(places("bridge", "bridge " + "river sea ".repeat(50), "bridge river"))
        .containsExactly(1, 0);
  }

  /** By hand: N = 2, n = 1, tf = 1, lengths 2 and 4. */
  @Test
  void scoresAsThePaperDoes() {
    List<Scored<Integer>> ranked =
        Bm25.rank("bridge", List.of("bridge river", "river sea lake pond"));

    double rarity = Math.log(1 + 1.5 / 1.5);
    double damping = 1.2 * (0.25 + 0.75 * 2 / 3);
    assertThat(ranked).hasSize(1);
    assertThat(ranked.getFirst().score()).isCloseTo(rarity * 2.2 / (1 + damping), within(1e-12));
  }
}
