package dev.parley.domain.guardrail.output;

import dev.parley.domain.guardrail.OutputStage;
import java.util.List;

/** Leads texts through stages, cut in one way or another. */
final class Streams {
  private Streams() {}

  static String whole(OutputStage stage, String text) {
    return cut(stage, text, Math.max(1, text.length()));
  }

  static String cut(OutputStage stage, String text, int size) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i += size) {
      stage.accept(text.substring(i, Math.min(text.length(), i + size)), out::append);
    }
    stage.finish(out::append);
    return out.toString();
  }

  static String cutAt(OutputStage stage, String text, int offset) {
    StringBuilder out = new StringBuilder();
    stage.accept(text.substring(0, offset), out::append);
    stage.accept(text.substring(offset), out::append);
    stage.finish(out::append);
    return out.toString();
  }

  static String cut(OutputStage stage, String text, List<Integer> sizes) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 0; from < text.length(); i++) {
      int to = Math.min(text.length(), from + sizes.get(i % sizes.size()));
      stage.accept(text.substring(from, to), out::append);
      from = to;
    }
    stage.finish(out::append);
    return out.toString();
  }
}
