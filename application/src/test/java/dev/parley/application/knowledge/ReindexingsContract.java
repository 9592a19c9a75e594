package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.Chunks.Titled;
import dev.parley.application.knowledge.Reindexings.Place;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.knowledge.Reindexing.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Reindexings} does, and what {@link Chunks} have to do with editions. */
public abstract class ReindexingsContract {
  private static final ChunkingSettings CHUNKING =
      new ChunkingSettings(64, 8, ChunkingStrategy.TABLE);

  private Stores stores;
  private Reindexings reindexings;
  private StoredTenant tenant;
  private StoredTenant other;
  private Dataset dataset;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    reindexings = stores.reindexings();
    tenant = stores.tenant();
    other = stores.tenant();
    dataset = tenant.withDataset();
  }

  /** A document with a chunk that searches see. */
  private Document seen(String text) {
    Document document = tenant.withDocument(dataset, text);
    tenant.withChunk(document, text);
    Document indexed = document.measured(1, 1, 7).progressed(DocumentStatus.INDEXED, 1, NOW);
    stores.documents().update(indexed);
    return indexed;
  }

  private Reindexing building() {
    Reindexing building =
        Reindexing.begin(dataset, new EditionId(Fixtures.id()), "new", CHUNKING, 0, NOW);
    reindexings.put(building);
    return building;
  }

  private Reindexing found() {
    return reindexings.find(tenant.id(), dataset.id()).orElseThrow();
  }

  /** A document that was taken comes to be in the edition. */
  private Chunk make(Reindexing building, Document document, String text, boolean failed) {
    Chunk chunk = Fixtures.chunk(document, 0, text);
    stores
        .chunks()
        .replaceBeside(
            tenant.id(),
            document.id(),
            building.edition(),
            "new",
            List.of(new Embedded(chunk, new float[] {0, 1})));
    reindexings.made(building, document.id(), "new", 1, 9, failed, NOW.plusSeconds(5));
    return chunk;
  }

  @Test
  void findsWhatWasPutLast() {
    assertThat(reindexings.find(tenant.id(), dataset.id())).isEmpty();
    Reindexing building = building();

    assertThat(found()).isEqualTo(building);
    assertThat(reindexings.find(other.id(), dataset.id())).isEmpty();
    Reindexing ended = building.switched(NOW.plusSeconds(9));
    reindexings.put(ended);
    assertThat(found()).isEqualTo(ended);
    reindexings.put(ended.tidied());
    assertThat(found()).isEqualTo(ended.tidied());
  }

  @Test
  void tellsOfAllThatIsUnfinished() {
    Reindexing building = building();
    Instant due = NOW.plus(Reindexing.LEFTOVERS_KEPT);
    assertThat(reindexings.unfinished(NOW, 5))
        .containsExactly(new Place(tenant.id(), dataset.id()));
    assertThat(reindexings.unfinished(NOW, 0)).isEmpty();
    reindexings.put(building.cancelled(NOW));
    assertThat(reindexings.unfinished(NOW, 5)).isEmpty();
    assertThat(reindexings.unfinished(due, 5)).hasSize(1);

    reindexings.put(building.cancelled(NOW).tidied());

    assertThat(reindexings.unfinished(due, 5)).isEmpty();
  }

  @Test
  void countsTheDocumentsThatHaveChunksWhichSearchesSee() {
    tenant.withDocument(dataset, "without chunks");
    Document pump = seen("Pumps");
    seen("Valves");
    assertThat(reindexings.documentsShown(tenant.id(), dataset.id())).isEqualTo(2);
    assertThat(reindexings.documentsShown(other.id(), dataset.id())).isZero();
    Reindexing building = building();

    assertThat(found().documents()).isEqualTo(2);
    assertThat(found().waiting()).isEqualTo(2);
    assertThat(reindexings.lastMade(building)).isEmpty();
    assertThat(reindexings.take(building, 5)).hasSize(2).contains(pump.id());
    assertThat(found().waiting()).isEqualTo(2);
    make(building, pump, "Pumps", false);
    assertThat(found().documents()).isEqualTo(2);
    assertThat(found().done()).isEqualTo(1);
    assertThat(found().waiting()).isEqualTo(1);
    assertThat(reindexings.lastMade(building)).contains(NOW.plusSeconds(5));
  }

  @Test
  void takesNoMoreThanAreWantedAndNoneThatIsInWork() {
    Document busy = seen("Busy");
    stores.documents().update(busy.begun(NOW));
    Document one = seen("One");
    Document two = seen("Two");
    Document three = seen("Three");
    Reindexing building = building();

    assertThat(reindexings.take(building, 2)).containsExactly(one.id(), two.id());
    assertThat(reindexings.taken()).isEqualTo(Map.of(building.edition(), 2));
    assertThat(reindexings.takenFor(tenant.id(), one.id()).map(Reindexing::edition))
        .contains(building.edition());
    assertThat(reindexings.takenFor(other.id(), one.id())).isEmpty();
    assertThat(reindexings.takenFor(tenant.id(), three.id())).isEmpty();
    make(building, one, "One", false);
    assertThat(reindexings.takenFor(tenant.id(), one.id())).isEmpty();
    assertThat(reindexings.isMade(tenant.id(), one.id())).isTrue();
    assertThat(reindexings.isMade(tenant.id(), two.id())).isFalse();
    assertThat(reindexings.isMade(other.id(), one.id())).isFalse();
    assertThat(reindexings.taken()).isEqualTo(Map.of(building.edition(), 1));
    assertThat(reindexings.take(building, 2)).containsExactly(three.id());
  }

  @Test
  void keepsChunksBesideThoseThatSearchesSee() {
    Document pump = seen("Pumps");
    Chunk shown =
        stores.chunks().list(tenant.id(), pump.id(), new PageRequest(1, 9)).items().getFirst();
    Reindexing building = building();
    reindexings.take(building, 1);
    long revision = stores.chunks().ofDocument(tenant.id(), pump.id()).revision();

    Chunk made = make(building, pump, "Pumps anew", false);

    DocumentChunks content = stores.chunks().ofDocument(tenant.id(), pump.id());
    assertThat(content.revision()).isGreaterThan(revision);
    assertThat(content.embeddingModel()).isEqualTo(Fixtures.EMBEDDING_MODEL);
    assertThat(content.chunks()).extracting(Embedded::chunk).containsExactly(shown);
    Chunks.Beside beside = Objects.requireNonNull(content.beside());
    assertThat(beside.embeddingModel()).isEqualTo("new");
    assertThat(beside.chunks())
        .extracting(embedded -> embedded.chunk().dataset())
        .containsExactly(building.edition().inIndex());
    assertThat(stores.chunks().list(tenant.id(), pump.id(), new PageRequest(1, 9)).items())
        .containsExactly(shown);
    assertThat(stores.chunks().find(tenant.id(), List.of(shown.id(), made.id())))
        .containsExactlyInAnyOrder(
            new Titled(shown, pump.title(), dataset.edition()),
            new Titled(made, pump.title(), building.edition()));
    assertThat(stores.datasets().shown(tenant.id(), Set.of()).alone()).isFalse();
    assertThat(stores.documents().find(tenant.id(), pump.id())).contains(pump);
  }

  @Test
  void adoptsWhatWasMade() {
    Document pump = seen("Pumps");
    Document valve = seen("Valves");
    Reindexing building = building();
    reindexings.take(building, 5);
    Chunk made = make(building, pump, "Pumps anew", false);
    make(building, valve, "Valves", true);
    Reindexing ready = found();
    assertThat(ready.failures()).containsExactly(valve.id());

    stores.datasets().update(dataset.showing(building.edition(), "new", CHUNKING, NOW));
    reindexings.adopt(ready);
    reindexings.put(ready.switched(NOW));

    assertThat(stores.documents().find(tenant.id(), pump.id()).orElseThrow().tokens()).isEqualTo(9);
    DocumentChunks content = stores.chunks().ofDocument(tenant.id(), pump.id());
    assertThat(content.embeddingModel()).isEqualTo("new");
    assertThat(content.chunks())
        .extracting(embedded -> embedded.chunk().id())
        .containsExactly(made.id());
    assertThat(content.beside()).isNull();
    assertThat(stores.chunks().list(tenant.id(), pump.id(), new PageRequest(1, 9)).items())
        .containsExactly(made);
    assertThat(found().status()).isEqualTo(Status.SWITCHED);
    assertThat(found().documents()).isEqualTo(2);
    assertThat(found().done()).isEqualTo(1);
    assertThat(found().failures()).containsExactly(valve.id());
    reindexings.forget(tenant.id(), valve.id());
    assertThat(found().failures()).isEmpty();
    assertThat(stores.chunks().ofDocument(tenant.id(), valve.id()).chunks()).hasSize(1);
  }

  @Test
  void removesChunksThatNobodySees() {
    Document pump = seen("Pumps");
    Document valve = seen("Valves");
    Reindexing first = building();
    reindexings.take(first, 5);
    Chunk left = make(first, pump, "Pumps anew", false);
    assertThat(stores.chunks().removeLeftovers(tenant.id(), dataset.id(), 9)).isEmpty();
    Reindexing second = building();
    assertThat(found().done()).as("what was noted is forgotten").isZero();
    reindexings.take(second, 5);
    Chunk kept = make(second, valve, "Valves anew", false);
    long revision = stores.chunks().ofDocument(tenant.id(), pump.id()).revision();

    assertThat(stores.chunks().removeLeftovers(other.id(), dataset.id(), 9)).isEmpty();
    assertThat(stores.chunks().removeLeftovers(tenant.id(), dataset.id(), 9))
        .containsExactly(pump.id());

    assertThat(stores.chunks().find(tenant.id(), List.of(left.id()))).isEmpty();
    assertThat(stores.chunks().find(tenant.id(), List.of(kept.id()))).hasSize(1);
    DocumentChunks content = stores.chunks().ofDocument(tenant.id(), pump.id());
    assertThat(content.revision()).isEqualTo(revision + 1);
    assertThat(content.chunks()).hasSize(1);
    assertThat(stores.chunks().removeLeftovers(tenant.id(), dataset.id(), 9)).isEmpty();
  }

  @Test
  void forgetsADocumentWithWhatWasMadeOfIt() {
    Document pump = seen("Pumps");
    Reindexing building = building();
    reindexings.take(building, 1);
    Chunk made = make(building, pump, "Pumps anew", false);
    long revision = stores.chunks().ofDocument(tenant.id(), pump.id()).revision();
    reindexings.forget(other.id(), pump.id());
    assertThat(found().done()).isEqualTo(1);

    reindexings.forget(tenant.id(), pump.id());

    assertThat(found().waiting()).isEqualTo(1);
    assertThat(stores.chunks().find(tenant.id(), List.of(made.id()))).isEmpty();
    assertThat(stores.chunks().ofDocument(tenant.id(), pump.id()).revision())
        .isEqualTo(revision + 1);
    assertThat(reindexings.take(building, 1)).containsExactly(pump.id());
  }

  @Test
  void goesWithItsDocumentsAndItsDataset() {
    Document pump = seen("Pumps");
    Reindexing building = building();
    reindexings.take(building, 1);
    make(building, pump, "Pumps", true);

    stores.documents().remove(tenant.id(), pump.id());
    assertThat(found().documents()).isZero();
    assertThat(found().failures()).isEmpty();

    stores.datasets().remove(tenant.id(), dataset.id());
    assertThat(reindexings.find(tenant.id(), dataset.id())).isEmpty();
    assertThat(reindexings.unfinished(NOW, 5)).isEmpty();
  }
}
