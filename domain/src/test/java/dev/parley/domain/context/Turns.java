package dev.parley.domain.context;

import dev.parley.domain.context.Turn.Speaker;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes conversations. */
final class Turns {
  private Turns() {}

  /** Conversations in which tools are called now and then. */
  static Arbitrary<List<Turn>> histories() {
    return Combinators.combine(Arbitraries.integers().between(0, 4), texts())
        .as(Turns::exchange)
        .list()
        .ofMaxSize(10)
        .map(
            exchanges -> {
              List<Turn> turns = new ArrayList<>();
              exchanges.forEach(turns::addAll);
              return turns;
            });
  }

  private static List<Turn> exchange(int kind, String text) {
    return switch (kind) {
      case 0, 1 -> List.of(new Turn(Speaker.USER, text));
      case 2 -> List.of(new Turn(Speaker.ASSISTANT, text));
      default -> called(kind - 2, text);
    };
  }

  /** A call of so many tools, and their results. */
  static List<Turn> called(int tools, String text) {
    List<Turn.Call> calls = new ArrayList<>();
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < tools; i++) {
      calls.add(new Turn.Call("call_" + i, "look_up", "{\"text\":\"" + text + "\"}"));
      turns.add(Turn.result("call_" + i, text));
    }
    turns.addFirst(Turn.calling("", calls));
    return turns;
  }

  /** Whether each call has its results behind it, and each result its call before it. */
  static boolean callsAreWhole(List<Turn> turns) {
    int expected = 0;
    for (Turn turn : turns) {
      if (turn.speaker() == Speaker.TOOL) {
        expected--;
      } else if (expected != 0) {
        return false;
      } else {
        expected = turn.calls().size();
      }
      if (expected < 0) {
        return false;
      }
    }
    return expected == 0;
  }

  /** Whether one is the other with some turns left out; turns are told apart by identity. */
  @SuppressWarnings("ReferenceEquality") // two turns may say the same
  static boolean isPartOf(List<Turn> part, List<Turn> whole) {
    int at = 0;
    for (Turn turn : whole) {
      if (at < part.size() && part.get(at) == turn) {
        at++;
      }
    }
    return at == part.size();
  }

  static Arbitrary<String> texts() {
    return Arbitraries.of("word", "longer words", "。", "\n", "x1")
        .list()
        .ofMaxSize(25)
        .map(words -> String.join(" ", words));
  }
}
