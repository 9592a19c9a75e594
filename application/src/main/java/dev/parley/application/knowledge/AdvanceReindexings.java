package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Reindexings.Place;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings on the reindexing of all datasets: has their documents done, a few at a time so that they
 * do not fill the queue, lets searches see an edition at once when all of it is there, and removes
 * what nobody sees any more. May be called on every node, again and again; what it finds is stored,
 * so it goes on after a crash.
 */
public final class AdvanceReindexings {
  /** Datasets that are looked at in one call. */
  private static final int DATASETS = 16;

  /** Documents of a dataset that are in the queue for this at once, about. */
  private static final int TAKEN = 16;

  /** Documents of all datasets that are, about: uploads wait behind no more. */
  private static final int TAKEN_IN_ALL = 64;

  /** Documents of a dataset whose leftovers go in one step. */
  private static final int TIDIED = 32;

  private final Datasets datasets;
  private final Reindexings reindexings;
  private final Chunks chunks;
  private final IndexStored indexStored;
  private final IngestionQueue queue;
  private final UnitOfWork unitOfWork;
  private final Clock clock;

  public AdvanceReindexings(
      Datasets datasets,
      Documents documents,
      Reindexings reindexings,
      Chunks chunks,
      PassageIndex index,
      IngestionQueue queue,
      UnitOfWork unitOfWork,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.chunks = Objects.requireNonNull(chunks);
    this.indexStored = new IndexStored(documents, chunks, index);
    this.queue = Objects.requireNonNull(queue);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Takes the next step with each; blocking.
   *
   * @param switched is told of those of which searches see the new edition now
   */
  public void advanceAll(Consumer<Reindexing> switched) {
    List<Place> places =
        unitOfWork.acrossTenants(() -> reindexings.unfinished(clock.instant(), DATASETS));
    if (places.isEmpty()) {
      return;
    }
    Map<EditionId, Integer> taken = unitOfWork.acrossTenants(reindexings::taken);
    int room = TAKEN_IN_ALL - taken.values().stream().mapToInt(Integer::intValue).sum();
    for (Place place : places) {
      Step step = step(place, taken, room);
      room -= step.taken();
      step.switched().ifPresent(switched);
      tidy(place);
    }
  }

  /** What was done of a dataset: how many documents were taken, or the end. */
  private record Step(int taken, Optional<Reindexing> switched) {
    static final Step NONE = new Step(0, Optional.empty());
  }

  private Step step(Place place, Map<EditionId, Integer> taken, int room) {
    return unitOfWork.inTenant(
        place.tenant(),
        () -> {
          Optional<Dataset> held = datasets.hold(place.tenant(), place.dataset());
          Optional<Reindexing> found =
              reindexings.find(place.tenant(), place.dataset()).filter(Reindexing::isBuilding);
          if (held.isEmpty() || found.isEmpty()) {
            return Step.NONE;
          }
          Reindexing building = found.get();
          if (building.waiting() == 0) {
            return new Step(0, end(held.get(), building));
          }
          int present = taken.getOrDefault(building.edition(), 0);
          int more = Math.min(room, TAKEN - present);
          return more > 0 ? new Step(take(building, more), Optional.empty()) : Step.NONE;
        });
  }

  private int take(Reindexing building, int most) {
    List<DocumentId> taken = reindexings.take(building, most);
    taken.forEach(document -> queue.enqueue(building.tenant(), document));
    return taken.size();
  }

  /** Lets searches see the edition, if it has rested. */
  private Optional<Reindexing> end(Dataset held, Reindexing building) {
    Instant now = clock.instant();
    if (!building.isReady(reindexings.lastMade(building).orElse(null), now)) {
      return Optional.empty();
    }
    datasets.update(
        held.showing(building.edition(), building.embeddingModel(), building.chunking(), now));
    reindexings.adopt(building);
    Reindexing switched = building.switched(now);
    reindexings.put(switched);
    return Optional.of(switched);
  }

  private void tidy(Place place) {
    TenantId tenant = place.tenant();
    List<DocumentId> tidied =
        unitOfWork.inTenant(
            tenant,
            () -> {
              boolean isHeld = datasets.hold(tenant, place.dataset()).isPresent();
              Optional<Reindexing> due =
                  reindexings.find(tenant, place.dataset()).filter(one -> isHeld && isDue(one));
              if (due.isEmpty()) {
                return List.of();
              }
              List<DocumentId> found = chunks.removeLeftovers(tenant, place.dataset(), TIDIED);
              if (found.isEmpty()) {
                reindexings.put(due.get().tidied());
              }
              return found;
            });
    tidied.forEach(document -> indexStored.index(tenant, document));
  }

  private boolean isDue(Reindexing reindexing) {
    Instant from = reindexing.leftoversFrom();
    return from != null && !clock.instant().isBefore(from);
  }
}
