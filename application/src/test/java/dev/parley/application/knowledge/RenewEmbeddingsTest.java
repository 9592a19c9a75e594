package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RenewEmbeddingsTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final EmbeddingModel model = new HashingEmbeddingModel();

  private RenewEmbeddings renewing(EmbeddingModel by) {
    return new RenewEmbeddings(
        stores.tenants(),
        stores.datasets(),
        stores.chunks(),
        index,
        Queues.batches(by),
        stores.unitOfWork());
  }

  /** A document of one chunk, stored and indexed under the fixtures' model. */
  private Chunk indexed(StoredTenant owner, Dataset in, String text) {
    Chunk chunk = owner.withChunk(owner.withDocument(in, text), text);
    index.put(
        owner.id(), chunk.document(), stores.chunks().ofDocument(owner.id(), chunk.document()));
    return chunk;
  }

  private List<ChunkId> byMeaning(StoredTenant owner, String question) {
    return PassageIndexContract.ids(
        index.semantic(owner.id(), model.name(), model.embedQuestion(question), Filter.ALL, 10));
  }

  private List<ChunkId> byWords(StoredTenant owner, String question) {
    return PassageIndexContract.ids(index.keyword(owner.id(), question, Filter.ALL, 10));
  }

  @Test
  void findsByWordsAloneUntilVectorsAreRenewed() throws InterruptedException {
    Chunk pump = indexed(tenant, dataset, "The pump stands in the cellar");

    assertThat(byMeaning(tenant, "pump")).isEmpty();
    assertThat(byWords(tenant, "pump")).containsExactly(pump.id());

    renewing(model).renewAll(count -> {});

    assertThat(byMeaning(tenant, "pump")).containsExactly(pump.id());
    assertThat(byWords(tenant, "pump")).containsExactly(pump.id());
  }

  @Test
  void leavesNoVectorOfTheOldModel() throws InterruptedException {
    Chunk chunk = indexed(tenant, dataset, "The pump stands in the cellar");

    renewing(model).renewAll(count -> {});

    DocumentChunks stored = stores.chunks().ofDocument(tenant.id(), chunk.document());
    assertThat(stored.embeddingModel()).isEqualTo(model.name());
    assertThat(stored.chunks().getFirst().chunk()).isEqualTo(chunk);
    assertThat(stored.chunks().getFirst().vector()).hasSize(model.dimension());
    assertThat(stores.chunks().vectors(tenant.id(), Fixtures.EMBEDDING_MODEL, Set.of(chunk.id())))
        .isEmpty();
    assertThat(
            index.semantic(
                tenant.id(), Fixtures.EMBEDDING_MODEL, new float[] {1, 0}, Filter.ALL, 10))
        .isEmpty();
  }

  @Test
  void renewsEveryTenantAndCounts() throws InterruptedException {
    indexed(tenant, dataset, "First pump");
    indexed(tenant, dataset, "Second pump");
    Chunk foreign = indexed(other, other.withDataset(), "Third pump");
    List<Long> told = new ArrayList<>();
    RenewEmbeddings renewing = renewing(model);

    assertThat(renewing.left()).isEqualTo(3);
    assertThat(renewing.renewAll(told::add)).isEqualTo(3);

    assertThat(told).containsExactly(1L, 2L, 3L);
    assertThat(renewing.left()).isZero();
    assertThat(renewing.renewAll(told::add)).isZero();
    assertThat(byMeaning(other, "pump")).containsExactly(foreign.id());
  }

  @Test
  void recordsTheModelOfTheDatasets() throws InterruptedException {
    renewing(model).renewAll(count -> {});

    assertThat(stores.datasets().find(tenant.id(), dataset.id()).orElseThrow().embeddingModel())
        .isEqualTo(model.name());
  }

  @Test
  void goesOnWhereItWasKilled() throws InterruptedException {
    indexed(tenant, dataset, "First pump");
    indexed(tenant, dataset, "Second pump");
    RenewEmbeddings killed = renewing(killedAfter(1));

    assertThatThrownBy(() -> killed.renewAll(count -> {})).hasMessage("killed");

    RenewEmbeddings next = renewing(model);
    assertThat(next.left()).isEqualTo(1);
    assertThat(next.renewAll(count -> {})).isEqualTo(1);
    assertThat(byMeaning(tenant, "pump")).hasSize(2);
  }

  @Test
  void doesNotPutBackChunksThatWereReplacedMeanwhile() throws InterruptedException {
    Chunk old = indexed(tenant, dataset, "The old pump");
    List<Chunk> replaced = new ArrayList<>();
    EmbeddingModel overtaken =
        new WatchedEmbeddingModel(
            model,
            texts -> {
              if (replaced.isEmpty()) {
                Chunk fresh =
                    tenant.withChunk(
                        stores.documents().find(tenant.id(), old.document()).orElseThrow(),
                        "The new pump");
                replaced.add(fresh);
              }
            });

    renewing(overtaken).renewAll(count -> {});

    assertThat(byMeaning(tenant, "pump")).containsExactly(replaced.getFirst().id());
    assertThat(byWords(tenant, "old")).isEmpty();
  }

  private static EmbeddingModel killedAfter(int batches) {
    AtomicInteger left = new AtomicInteger(batches);
    return new WatchedEmbeddingModel(
        new HashingEmbeddingModel(),
        texts -> {
          if (left.getAndDecrement() == 0) {
            throw new IllegalStateException("killed");
          }
        });
  }
}
