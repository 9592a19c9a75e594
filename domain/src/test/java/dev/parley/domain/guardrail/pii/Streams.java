package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.OutputStage;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Texts through a stage, in pieces. */
final class Streams {
  private Streams() {}

  static String through(OutputStage stage, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    Consumer<String> out = text::append;
    pieces.forEach(piece -> stage.accept(piece, out));
    stage.finish(out);
    return text.toString();
  }

  /** Pieces of a length, the last one shorter. */
  static List<String> pieces(String text, int length) {
    return IntStream.iterate(0, i -> i < text.length(), i -> i + length)
        .mapToObj(i -> text.substring(i, Math.min(text.length(), i + length)))
        .toList();
  }
}
