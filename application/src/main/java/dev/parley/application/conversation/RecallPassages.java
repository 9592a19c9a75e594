package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.guardrail.TurnGuard;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Passage;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the passages for a turn: within what the conversation and its bot may read. */
public final class RecallPassages {
  private final RetrievePassages retrievePassages;
  private final RephraseFollowUp rephraseFollowUp;

  public RecallPassages(RetrievePassages retrievePassages, RephraseFollowUp rephraseFollowUp) {
    this.retrievePassages = Objects.requireNonNull(retrievePassages);
    this.rephraseFollowUp = Objects.requireNonNull(rephraseFollowUp);
  }

  /**
   * What was found.
   *
   * @param passages best first
   * @param warnings what was left undone
   * @param query what was looked for, where that is not the question as it was asked; else null
   * @param promptTokens read by a model to put the question anew; 0 where none was asked
   * @param completionTokens written by it
   */
  record Found(
      List<Passage> passages,
      List<Warning> warnings,
      @Nullable String query,
      int promptTokens,
      int completionTokens) {
    private static final Found NOTHING = new Found(List.of(), List.of(), null, 0, 0);

    Found {
      passages = List.copyOf(passages);
      warnings = List.copyOf(warnings);
    }
  }

  /** Nothing where there is nothing to search. */
  Found recall(Task task, TurnGuard guard) {
    Conversation conversation = task.conversation();
    if (conversation.mode() == ConversationMode.OPEN) {
      return Found.NOTHING;
    }
    Bot bot = task.bot();
    Set<DatasetId> datasets = new HashSet<>(conversation.datasets());
    if (bot != null) {
      datasets.addAll(bot.datasets());
    }
    if (datasets.isEmpty() && conversation.documents().isEmpty()) {
      return Found.NOTHING;
    }
    RetrievalSettings settings = bot == null ? RetrievalSettings.DEFAULT : bot.retrieval();
    Set<DatasetId> searched = conversation.documents().isEmpty() ? datasets : Set.of();
    Filter filter = new Filter(searched, Set.copyOf(conversation.documents()), Set.of());
    RephraseFollowUp.Rephrased asked = rephraseFollowUp.rephrase(task, guard);
    RetrievePassages.Retrieved retrieved =
        retrievePassages.retrieve(
            new RetrievePassages.Query(
                conversation.tenant(), task.run().owner(), asked.question(), filter, settings));
    boolean isAsAsked = asked.question().equals(task.question().content());
    return new Found(
        retrieved.passages(),
        retrieved.warnings(),
        isAsAsked ? null : asked.question(),
        asked.promptTokens(),
        asked.completionTokens());
  }
}
