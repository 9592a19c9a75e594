package dev.parley.application.knowledge;

import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Begins to make another edition of a dataset, in place of one that is being made. A dataset of
 * which nothing is found yet is changed at once.
 */
public final class BeginReindexing {
  private final Datasets datasets;
  private final Reindexings reindexings;
  private final Ids ids;
  private final Clock clock;

  public BeginReindexing(Datasets datasets, Reindexings reindexings, Ids ids, Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Begins, as part of the unit of work that is open.
   *
   * @param dataset held
   */
  Reindexing begin(Dataset dataset, String embeddingModel, ChunkingSettings chunking) {
    Instant now = clock.instant();
    EditionId edition = new EditionId(ids.next());
    int documents = reindexings.documentsShown(dataset.tenant(), dataset.id());
    Reindexing begun = Reindexing.begin(dataset, edition, embeddingModel, chunking, documents, now);
    Optional<Reindexing> former = reindexings.find(dataset.tenant(), dataset.id());
    if (former.isPresent()) {
      begun = begun.leaving(now);
    }
    if (documents == 0) {
      // Another edition all the same: what is in work by the old settings is done once more.
      datasets.update(dataset.showing(edition, embeddingModel, chunking, now));
      begun = begun.switched(now);
    }
    reindexings.put(begun);
    return begun;
  }

  /** Gives up what is being made of a dataset, as part of the unit of work that is open. */
  Reindexing cancel(Reindexing building) {
    Reindexing cancelled = building.cancelled(clock.instant());
    reindexings.put(cancelled);
    return cancelled;
  }
}
