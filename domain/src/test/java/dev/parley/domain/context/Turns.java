package dev.parley.domain.context;

import dev.parley.domain.context.Turn.Speaker;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes conversations. */
final class Turns {
  private Turns() {}

  static Arbitrary<List<Turn>> histories() {
    return Combinators.combine(Arbitraries.of(Speaker.USER, Speaker.ASSISTANT), texts())
        .as(Turn::new)
        .list()
        .ofMaxSize(12);
  }

  static Arbitrary<String> texts() {
    return Arbitraries.of("word", "longer words", "。", "\n", "x1")
        .list()
        .ofMaxSize(25)
        .map(words -> String.join(" ", words));
  }
}
