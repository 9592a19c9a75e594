package dev.parley.domain.scope;

import java.util.List;

/** Says in a scope's own words what a bot is for, to a question that is about something else. */
public final class ScopeRefusal {
  /** More would be a list and no sentence. */
  private static final int MAX_TOPICS = 5;

  private ScopeRefusal() {}

  /** The scope's refusal message; without one, what its name, description and topics make up. */
  public static String text(Scope scope) {
    if (!scope.refusalMessage().isBlank()) {
      return scope.refusalMessage();
    }
    StringBuilder text = new StringBuilder("I cannot help with that here. ");
    String description = scope.description().strip();
    if (description.isEmpty()) {
      text.append("This is about ").append(sentence(scope.name().strip()));
    } else {
      text.append(sentence(description));
    }
    List<String> topics = scope.allowedTopics();
    if (!topics.isEmpty()) {
      int shown = Math.min(MAX_TOPICS, topics.size());
      text.append(" Ask me about ").append(joined(topics.subList(0, shown)));
      text.append(shown < topics.size() ? " and more." : ".");
    }
    return text.toString();
  }

  private static String sentence(String text) {
    return ".!?。！？".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
  }

  private static String joined(List<String> topics) {
    int last = topics.size() - 1;
    return last == 0
        ? topics.getFirst()
        : String.join(", ", topics.subList(0, last)) + " or " + topics.get(last);
  }
}
