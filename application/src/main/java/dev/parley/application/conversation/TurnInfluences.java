package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.ConsequencePolicy.Influences;
import dev.parley.domain.guardrail.injection.ConsequencePolicy.Untrusted;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.knowledge.Passage;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts that an answer may rest on: what the caller and the bot's owner wrote, and what nobody
 * vouches for. Earlier answers in the prompt are of the latter: they may repeat what a document or
 * a tool said. Used by one thread.
 */
final class TurnInfluences {
  private final Task task;
  private final Prompt prompt;
  private final InjectionClassifier classifier;
  private final List<String> quoted;

  /** Whether there are pictures, of which nobody can tell here what they say. */
  private final boolean pictures;

  private final List<Untrusted> untrusted = new ArrayList<>();
  private boolean judged;

  /**
   * @param history the turns of the prompt that came before the question
   */
  TurnInfluences(Task task, Prompt prompt, List<Turn> history, InjectionClassifier classifier) {
    this.task = task;
    this.prompt = prompt;
    this.classifier = classifier;
    this.quoted = quoted(prompt, history);
    this.pictures = prompt.turns().stream().anyMatch(turn -> !turn.pictures().isEmpty());
  }

  /** Whether the prompt itself holds text that nobody vouches for. */
  boolean any() {
    return pictures || !quoted.isEmpty();
  }

  /** Adds a text that nobody vouches for. */
  void add(Origin origin, String text) {
    untrusted.add(new Untrusted(text, classifier.judge(origin, text).flagged()));
  }

  /** All of them so far; the prompt's own are judged when this is first asked. */
  Influences all() {
    if (!judged) {
      judged = true;
      quoted.forEach(text -> add(Origin.DOCUMENT, text));
      if (pictures) {
        untrusted.add(new Untrusted("", true));
      }
    }
    List<String> typed = new ArrayList<>();
    for (Message message : task.history()) {
      if (message.author() == Author.USER) {
        typed.add(message.content());
      }
    }
    typed.add(task.question().content());
    typed.add(prompt.system());
    return new Influences(typed, untrusted);
  }

  private static List<String> quoted(Prompt prompt, List<Turn> history) {
    List<String> quoted = new ArrayList<>();
    for (Passage passage : prompt.passages()) {
      quoted.add(passage.title() + "\n" + passage.chunk().content().searchableText());
    }
    if (prompt.summary() != null) {
      quoted.add(prompt.summary());
    }
    for (Turn turn : history) {
      if (turn.speaker() == Speaker.ASSISTANT || turn.speaker() == Speaker.TOOL) {
        quoted.add(turn.text());
      }
    }
    return List.copyOf(quoted);
  }
}
