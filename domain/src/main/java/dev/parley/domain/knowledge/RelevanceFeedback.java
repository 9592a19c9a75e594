package dev.parley.domain.knowledge;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Widens a question by words of passages that seem to answer it, so that a search by words also
 * finds what says the same in other words.
 *
 * <p>This is the relevance model RM3 (Lavrenko and Croft, Relevance-Based Language Models, SIGIR
 * 2001; Abdul-Jaleel et al., UMass at TREC 2004): a word weighs as much as it is frequent in the
 * passages, each of which counts by its score; the question's own words keep {@link #OWN_WORDS} of
 * all weight. Unlike there, the passages are the best of both legs of a search, not of words alone,
 * and of their words those are taken that are also rare.
 */
public final class RelevanceFeedback {
  /** How many passages are believed. */
  public static final int PASSAGES = 5;

  /** How many words of theirs are taken. */
  public static final int WORDS = 20;

  /** What part of the weight the question's own words keep. */
  public static final double OWN_WORDS = 0.6;

  private RelevanceFeedback() {}

  /**
   * A passage that seems to answer.
   *
   * @param words how often it has each word
   * @param weight above 0
   */
  public record Source(Map<String, Integer> words, double weight) {
    public Source {
      words = Map.copyOf(words);
      if (!(weight > 0)) {
        throw new IllegalArgumentException("weight: " + weight + " (expected: above 0)");
      }
    }

    private long length() {
      return words.values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  /**
   * The words to search for with their weights, the question's own first in their order. Weights
   * add up to 1; without sources they are as the question's words are frequent in it.
   *
   * @param question how often it has each word; not empty
   * @param rarity of a word, such as its inverse document frequency; words of 0 or less are not
   *     taken from sources
   */
  public static Map<String, Double> widen(
      Map<String, Integer> question, List<Source> sources, ToDoubleFunction<String> rarity) {
    Map<String, Double> model = best(model(sources), rarity);
    double own = model.isEmpty() ? 1 : OWN_WORDS;
    Map<String, Double> widened = new LinkedHashMap<>();
    double asked = question.values().stream().mapToDouble(Integer::doubleValue).sum();
    question.forEach((word, count) -> widened.put(word, own * count / asked));
    double found = model.values().stream().mapToDouble(Double::doubleValue).sum();
    model.forEach((word, part) -> widened.merge(word, (1 - own) * part / found, Double::sum));
    return widened;
  }

  /** How probable each word is in the sources. */
  private static Map<String, Double> model(List<Source> sources) {
    Map<String, Double> model = new HashMap<>();
    for (Source source : sources) {
      double each = source.weight() / source.length();
      source.words().forEach((word, count) -> model.merge(word, each * count, Double::sum));
    }
    return model;
  }

  private static Map<String, Double> best(
      Map<String, Double> model, ToDoubleFunction<String> rarity) {
    record Ranked(String word, double part, double worth) {}
    Map<String, Double> best = new LinkedHashMap<>();
    model.entrySet().stream()
        .map(
            entry ->
                new Ranked(
                    entry.getKey(),
                    entry.getValue(),
                    entry.getValue() * rarity.applyAsDouble(entry.getKey())))
        .filter(ranked -> ranked.worth() > 0)
        .sorted(Comparator.comparingDouble(Ranked::worth).reversed().thenComparing(Ranked::word))
        .limit(WORDS)
        .forEach(ranked -> best.put(ranked.word(), ranked.part()));
    return best;
  }
}
