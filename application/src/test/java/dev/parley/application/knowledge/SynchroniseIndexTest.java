package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SynchroniseIndexTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final SynchroniseIndex synchroniseIndex =
      new SynchroniseIndex(
          stores.tenants(),
          stores.documents(),
          stores.chunks(),
          index,
          stores.indexChanges(),
          stores.unitOfWork());

  private Chunk stored(StoredTenant owner, Dataset in, String text) {
    return owner.withChunk(owner.withDocument(in, text), text);
  }

  private void put(StoredTenant owner, DocumentId document) {
    index.put(owner.id(), document, stores.chunks().ofDocument(owner.id(), document));
  }

  private List<ChunkId> found(StoredTenant owner, String words) {
    return PassageIndexContract.ids(index.keyword(owner.id(), words, Filter.ALL, 100));
  }

  @Test
  void makesALostIndexAgain() {
    Chunk one = stored(tenant, dataset, "First pump");
    Chunk two = stored(tenant, dataset, "Second pump");
    Chunk foreign = stored(other, other.withDataset(), "Third pump");

    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(3);

    assertThat(found(tenant, "pump")).containsExactlyInAnyOrder(one.id(), two.id());
    assertThat(found(other, "pump")).containsExactly(foreign.id());
    assertThat(
            index.semantic(
                tenant.id(), Fixtures.EMBEDDING_MODEL, new float[] {1, 0}, Filter.ALL, 10))
        .hasSize(2);
    assertThat(index.revisions(tenant.id()))
        .isEqualTo(stores.documents().indexedRevisions(tenant.id()));
  }

  @Test
  void leavesAnIndexAloneThatHoldsWhatIsStored() {
    put(tenant, stored(tenant, dataset, "First pump").document());
    tenant.withDocument(dataset, "Never indexed");

    assertThat(synchroniseIndex.synchroniseAll()).isZero();
  }

  @Test
  void takesOutWhatIsNoLongerStored() {
    Chunk gone = stored(tenant, dataset, "First pump");
    Chunk kept = stored(tenant, dataset, "Second pump");
    put(tenant, gone.document());
    put(tenant, kept.document());
    stores.documents().remove(tenant.id(), gone.document());

    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(1);

    assertThat(found(tenant, "pump")).containsExactly(kept.id());
    assertThat(index.revisions(tenant.id())).containsOnlyKeys(kept.document());
  }

  @Test
  void takesOutADocumentThatHasNoChunksAnyMore() {
    Chunk chunk = stored(tenant, dataset, "First pump");
    put(tenant, chunk.document());
    stores.chunks().replace(tenant.id(), chunk.document(), Fixtures.EMBEDDING_MODEL, List.of());

    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(1);

    assertThat(index.revisions(tenant.id())).isEmpty();
  }

  @Test
  void replacesAnOlderRevision() {
    Document document = tenant.withDocument(dataset, "Pumps");
    tenant.withChunk(document, "Old pump");
    put(tenant, document.id());
    Chunk present = tenant.withChunk(document, "New pump");

    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(1);

    assertThat(found(tenant, "pump")).containsExactly(present.id());
    assertThat(synchroniseIndex.synchroniseAll()).isZero();
  }

  /** The store was put back from a copy; the index was not. */
  @Test
  void replacesANewerRevisionThanTheStoreHolds() {
    Document document = tenant.withDocument(dataset, "Pumps");
    Chunk present = tenant.withChunk(document, "Stored pump");
    Chunk lost = Fixtures.chunk(document, 0, "Lost pump");
    index.put(
        tenant.id(),
        document.id(),
        new DocumentChunks(
            100,
            Fixtures.EMBEDDING_MODEL,
            List.of(),
            List.of(new Embedded(lost, new float[] {1, 0}))));

    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(1);

    assertThat(found(tenant, "pump")).containsExactly(present.id());
    assertThat(synchroniseIndex.synchroniseAll()).isZero();
  }

  @Test
  void reachesEveryTenantOfMany() {
    for (int i = 0; i < 220; i++) {
      StoredTenant one = stores.tenant();
      stored(one, one.withDataset(), "Pump");
    }

    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(220);
    assertThat(synchroniseIndex.synchroniseAll()).isZero();
  }

  @Test
  void catchesUpWithWhatOthersPutSinceTheLastTime() {
    Chunk before = stored(tenant, dataset, "First pump");
    assertThat(synchroniseIndex.synchroniseAll()).isEqualTo(1);
    Chunk one = stored(tenant, dataset, "Second pump");
    Chunk foreign = stored(other, other.withDataset(), "Third pump");

    assertThat(synchroniseIndex.catchUp()).isEqualTo(2);

    assertThat(found(tenant, "pump")).containsExactlyInAnyOrder(before.id(), one.id());
    assertThat(found(other, "pump")).containsExactly(foreign.id());
    assertThat(synchroniseIndex.catchUp()).isZero();
  }

  @Test
  void catchesUpWithWhatOthersChangedAndRemoved() {
    Document changed = tenant.withDocument(dataset, "First pump");
    Document removed = tenant.withDocument(dataset, "Second pump");
    tenant.withChunk(changed, "First pump");
    tenant.withChunk(removed, "Second pump");
    synchroniseIndex.synchroniseAll();

    stores.documents().describe(changed.described("Title", List.of("steel"), Fixtures.NOW));
    stores.documents().remove(tenant.id(), removed.id());

    assertThat(synchroniseIndex.catchUp()).isEqualTo(2);
    assertThat(index.revisions(tenant.id()))
        .isEqualTo(stores.documents().indexedRevisions(tenant.id()))
        .containsOnlyKeys(changed.id());
    Filter steel = new Filter(Set.of(), Set.of(), Set.of("steel"));
    assertThat(index.keyword(tenant.id(), "pump", steel, 10)).hasSize(1);
  }

  @Test
  void putsNothingTwiceThatThisNodePutItself() {
    synchroniseIndex.synchroniseAll();
    Chunk own = stored(tenant, dataset, "First pump");
    put(tenant, own.document());

    assertThat(synchroniseIndex.catchUp()).isZero();
    assertThat(found(tenant, "pump")).containsExactly(own.id());
  }
}
