package dev.parley.domain.guardrail.output;

import dev.parley.domain.guardrail.OutputStage;
import java.util.List;
import java.util.function.Consumer;

/**
 * Leads an answer through several stages, each of which reads what the one before it hands on.
 *
 * <p>The order is the caller's, and it is visible where the list is written. The one that holds:
 * mask personal data, so that no later stage shows it; take links out ({@link LinkStage}), with the
 * placeholders still in them; watch for the system prompt ({@link LeakStage}), in the text as it
 * will be read; put the caller's own data back last, since nothing that it says may be taken for a
 * link or an instruction.
 *
 * <p>Used by one thread.
 */
public final class OutputPipeline implements OutputStage {
  private final List<OutputStage> stages;

  /**
   * @param stages the first one reads first; with none, everything passes
   */
  public OutputPipeline(List<OutputStage> stages) {
    this.stages = List.copyOf(stages);
  }

  @Override
  public void accept(String piece, Consumer<String> out) {
    pass(0, piece, out);
  }

  /** Ends the stages in order: what one held back is read by all behind it before they end. */
  @Override
  public void finish(Consumer<String> out) {
    for (int i = 0; i < stages.size(); i++) {
      int next = i + 1;
      stages.get(i).finish(piece -> pass(next, piece, out));
    }
  }

  private void pass(int stage, String piece, Consumer<String> out) {
    if (piece.isEmpty()) {
      return;
    }
    if (stage == stages.size()) {
      out.accept(piece);
    } else {
      stages.get(stage).accept(piece, next -> pass(stage + 1, next, out));
    }
  }
}
