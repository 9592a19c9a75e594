package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Scores a text by the share of the question's words that it holds. */
public final class WordReranker implements Reranker {

  @Override
  public List<Double> scores(String question, List<String> texts) {
    Set<String> asked = Words.stems(question);
    return texts.stream().map(text -> share(asked, text)).toList();
  }

  private static double share(Set<String> asked, String text) {
    Set<String> said = new HashSet<>(Words.stems(text));
    said.retainAll(asked);
    return asked.isEmpty() ? 0 : (double) said.size() / asked.size();
  }
}
