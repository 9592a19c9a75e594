package dev.parley.application.knowledge;

import java.io.Serial;
import java.util.List;

/**
 * Judges how well texts answer a question, reading each together with it: better than vectors made
 * apart can be compared, and too slow for more than a few. Safe for use by many threads.
 */
public interface Reranker {
  /**
   * Judges texts. Blocking; an interrupt breaks it off.
   *
   * @return a score for each text, in order: the higher, the better it answers; comparable within
   *     one call only
   * @throws RerankFailure if it gives no scores, or not in time
   * @throws java.util.concurrent.CancellationException if interrupted, with the flag set
   */
  List<Double> scores(String question, List<String> texts);

  /** A reranker gave no scores. The message is for people, and holds nothing of the texts. */
  final class RerankFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    public RerankFailure(String detail) {
      super(detail, null, false, false);
    }
  }
}
