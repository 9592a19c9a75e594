package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemoveDocumentTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final RemoveDocument removeDocument =
      new RemoveDocument(stores.documents(), index, stores.unitOfWork(), stores.audit());

  private Chunk indexed(StoredTenant owner, Document document, String text) {
    Chunk chunk = owner.withChunk(document, text);
    index.put(owner.id(), document.id(), stores.chunks().ofDocument(owner.id(), document.id()));
    return chunk;
  }

  @Test
  void removesADocumentSoThatNothingFindsItAnyMore() {
    Document document = tenant.withDocument(dataset, "Pumps of steel");
    Document neighbour = tenant.withDocument(dataset, "Pumps of brass");
    Chunk chunk = indexed(tenant, document, "Pumps of steel");
    Chunk kept = indexed(tenant, neighbour, "Pumps of brass");
    assertThat(PassageIndexContract.ids(index.keyword(tenant.id(), "pumps", Filter.ALL, 10)))
        .containsExactlyInAnyOrder(chunk.id(), kept.id());

    Outcomes.done(removeDocument.remove(tenant.admin(), dataset.id(), document.id()));

    assertThat(PassageIndexContract.ids(index.keyword(tenant.id(), "pumps", Filter.ALL, 10)))
        .containsExactly(kept.id());
    assertThat(
            PassageIndexContract.ids(
                index.semantic(
                    tenant.id(), Fixtures.EMBEDDING_MODEL, new float[] {1, 0}, Filter.ALL, 10)))
        .containsExactly(kept.id());
    assertThat(stores.chunks().find(tenant.id(), Set.of(chunk.id()))).isEmpty();
    assertThat(stores.documents().find(tenant.id(), document.id())).isEmpty();
    assertThat(stores.documents().content(tenant.id(), document.id())).isEmpty();
  }

  @Test
  void removesADocumentThatWasNeverIndexed() {
    Document document = tenant.withDocument(dataset, "Pumps");

    assertThat(Outcomes.done(removeDocument.remove(tenant.admin(), dataset.id(), document.id())))
        .isEqualTo(document.id());

    assertThat(Outcomes.refusal(removeDocument.remove(tenant.admin(), dataset.id(), document.id())))
        .isEqualTo(new Refusal.NotFound("document"));
  }

  @Test
  void answersAlikeForForeignAndUnknownDocumentsAndThoseOfAnotherDataset() {
    Dataset foreignDataset = other.withDataset();
    Document foreign = other.withDocument(foreignDataset, "Pumps");
    Chunk foreignChunk = indexed(other, foreign, "Pumps");
    Document elsewhere = tenant.withDocument(tenant.withDataset(), "Pumps");

    for (DocumentId id : List.of(foreign.id(), elsewhere.id(), new DocumentId(Fixtures.id()))) {
      for (DatasetId path : List.of(dataset.id(), foreignDataset.id())) {
        assertThat(Outcomes.refusal(removeDocument.remove(tenant.admin(), path, id)))
            .isEqualTo(new Refusal.NotFound("document"));
      }
    }

    assertThat(stores.documents().find(other.id(), foreign.id())).contains(foreign);
    assertThat(stores.documents().find(tenant.id(), elsewhere.id())).contains(elsewhere);
    assertThat(PassageIndexContract.ids(index.keyword(other.id(), "pumps", Filter.ALL, 10)))
        .containsExactly(foreignChunk.id());
  }
}
