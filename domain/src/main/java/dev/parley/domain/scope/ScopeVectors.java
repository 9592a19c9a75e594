package dev.parley.domain.scope;

import dev.parley.domain.validation.InvalidValue;
import java.util.List;

/**
 * The vectors of a scope's phrases, all of one embedding model, in the order of the scope's lists.
 * Need not have length one. The arrays are not copied: whoever made them leaves them alone.
 *
 * @param topics of the allowed topics, as {@link #topicText} words them
 * @param examples of the example questions
 * @param denied of the denied topics, as {@link #topicText} words them
 */
public record ScopeVectors(List<float[]> topics, List<float[]> examples, List<float[]> denied) {
  /** Vectors of nothing: the words decide alone. */
  public static final ScopeVectors NONE = new ScopeVectors(List.of(), List.of(), List.of());

  public ScopeVectors {
    topics = List.copyOf(topics);
    examples = List.copyOf(examples);
    denied = List.copyOf(denied);
  }

  /** What to embed for a topic: as it stands. Here, so that all callers do the same. */
  public static String topicText(String topic) {
    return topic;
  }

  boolean isEmpty() {
    return topics.isEmpty() && examples.isEmpty() && denied.isEmpty();
  }

  /** Refuses vectors that are not one for each phrase. */
  void requireFor(Scope scope) {
    require("topics", topics, scope.allowedTopics());
    require("examples", examples, scope.exampleQuestions());
    require("denied", denied, scope.deniedTopics());
  }

  private static void require(String field, List<float[]> vectors, List<String> phrases) {
    if (vectors.size() != phrases.size()) {
      throw new InvalidValue(field, vectors.size() + " vectors", phrases.size() + " vectors");
    }
  }
}
