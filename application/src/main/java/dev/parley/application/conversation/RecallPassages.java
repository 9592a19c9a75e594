package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Passage;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds the passages for a turn: within what the conversation and its bot may read. */
public final class RecallPassages {
  private final RetrievePassages retrievePassages;

  public RecallPassages(RetrievePassages retrievePassages) {
    this.retrievePassages = Objects.requireNonNull(retrievePassages);
  }

  /** Best first; none where there is nothing to search. */
  List<Passage> recall(Task task) {
    Conversation conversation = task.conversation();
    if (conversation.mode() == ConversationMode.OPEN) {
      return List.of();
    }
    Bot bot = task.bot();
    Set<DatasetId> datasets = new HashSet<>(conversation.datasets());
    if (bot != null) {
      datasets.addAll(bot.datasets());
    }
    if (datasets.isEmpty() && conversation.documents().isEmpty()) {
      return List.of();
    }
    RetrievalSettings settings = bot == null ? RetrievalSettings.DEFAULT : bot.retrieval();
    Set<DatasetId> searched = conversation.documents().isEmpty() ? datasets : Set.of();
    Filter filter = new Filter(searched, Set.copyOf(conversation.documents()), Set.of());
    return retrievePassages.retrieve(
        new RetrievePassages.Query(
            conversation.tenant(), task.question().content(), filter, settings));
  }
}
