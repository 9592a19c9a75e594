package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * What reranks passages, and how much it is given to do.
 *
 * @param candidates how many passages, the best of the fused list, it judges; 2 to {@value
 *     #MOST_CANDIDATES}
 * @param characters how much of each it is shown: its first characters, at least 1
 * @param patience how long a search waits for it
 */
public record Reranking(Reranker reranker, int candidates, int characters, Duration patience) {
  public static final int MOST_CANDIDATES = 100;

  public Reranking {
    Objects.requireNonNull(reranker);
    if (candidates < 2 || candidates > MOST_CANDIDATES) {
      throw new InvalidValue("candidates", candidates, "2.." + MOST_CANDIDATES);
    }
    if (characters < 1) {
      throw new InvalidValue("characters", characters, "1 or more");
    }
    if (!patience.isPositive()) {
      throw new InvalidValue("patience", patience, "more than nothing");
    }
  }

  /** What it is shown of a text: no half of a character at its end. */
  String shown(String text) {
    if (text.length() <= characters) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(characters - 1));
    return text.substring(0, halved ? characters - 1 : characters);
  }

  /**
   * The best passages as the reranker orders them; empty if it gives no answer in time, or none
   * that fits. Blocks for as long as it may take.
   *
   * @param passages best first, one at least
   * @param wanted how many are to come of it, if there are so many
   * @param executor where the reranker is asked
   */
  Optional<List<Passage>> reranked(
      String question, List<Passage> passages, int wanted, ExecutorService executor) {
    List<Passage> judged =
        passages.subList(0, Math.min(Math.max(candidates, wanted), passages.size()));
    List<String> texts =
        judged.stream().map(passage -> shown(passage.chunk().content().searchableText())).toList();
    return scores(shown(question), texts, executor)
        .map(
            scores ->
                IntStream.range(0, judged.size())
                    .mapToObj(i -> judged.get(i).reranked(scores.get(i)))
                    .sorted(Comparator.comparingDouble(Passage::score).reversed())
                    .toList());
  }

  private Optional<List<Double>> scores(
      String question, List<String> texts, ExecutorService executor) {
    Future<List<Double>> pending = executor.submit(() -> reranker.scores(question, texts));
    try {
      List<Double> scores = pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      boolean fits = scores.size() == texts.size() && scores.stream().allMatch(Double::isFinite);
      return fits ? Optional.of(scores) : Optional.empty();
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Reranker.RerankFailure) {
        return Optional.empty();
      }
      throw new IllegalStateException("reranking failed", failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reranking", e);
    } finally {
      pending.cancel(true);
    }
  }
}
