package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.ChangeDocument.Command;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeDocumentTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final Document document = tenant.withDocument(dataset, "Pumps of steel");
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final ChangeDocument changeDocument =
      new ChangeDocument(
          stores.documents(),
          stores.chunks(),
          index,
          stores.unitOfWork(),
          stores.audit(),
          Clock.fixed(LATER, ZoneOffset.UTC));

  private Command command(@Nullable String title, @Nullable List<String> tags) {
    return new Command(tenant.admin(), dataset.id(), document.id(), title, tags);
  }

  private Chunk indexed() {
    Chunk chunk = tenant.withChunk(document, "Pumps of steel");
    index.put(tenant.id(), document.id(), stores.chunks().ofDocument(tenant.id(), document.id()));
    return chunk;
  }

  private List<ChunkId> tagged(String tag) {
    Filter tagged = new Filter(Set.of(), Set.of(), Set.of(tag));
    return PassageIndexContract.ids(index.keyword(tenant.id(), "pumps", tagged, 10));
  }

  private Document inStore() {
    return stores.documents().find(tenant.id(), document.id()).orElseThrow();
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    Document renamed = Outcomes.done(changeDocument.change(command(" Pumps ", null)));
    assertThat(renamed).isEqualTo(document.described("Pumps", List.of(), LATER));

    Document tagged = Outcomes.done(changeDocument.change(command(null, List.of(" Steel"))));
    assertThat(tagged).isEqualTo(document.described("Pumps", List.of("steel"), LATER));
    assertThat(inStore()).isEqualTo(tagged);
  }

  @Test
  void hasTheNextSearchFindNewTagsAndNoOldOnes() {
    ChunkId chunk = indexed().id();
    changeDocument.change(command(null, List.of("steel")));
    assertThat(tagged("steel")).containsExactly(chunk);

    changeDocument.change(command(null, List.of("brass")));

    assertThat(tagged("brass")).containsExactly(chunk);
    assertThat(tagged("steel")).isEmpty();
  }

  @Test
  void showsTheNewTitleWithWhatIsFound() {
    Chunk chunk = indexed();

    changeDocument.change(command("Renamed", null));

    assertThat(stores.chunks().find(tenant.id(), Set.of(chunk.id())))
        .extracting(Chunks.Titled::title)
        .containsExactly("Renamed");
  }

  @Test
  void leavesTheIndexAloneForADocumentWithoutChunks() {
    changeDocument.change(command(null, List.of("steel")));

    assertThat(index.revisions(tenant.id())).isEmpty();
  }

  @Test
  void leavesAnIndexThatMissedTheNewTagsToBeRepaired() {
    ChunkId chunk = indexed().id();
    ChangeDocument interrupted =
        new ChangeDocument(
            stores.documents(),
            stores.chunks(),
            new InMemoryPassageIndex(),
            stores.unitOfWork(),
            stores.audit(),
            Clock.fixed(LATER, ZoneOffset.UTC));
    interrupted.change(command(null, List.of("steel")));

    int repaired =
        new SynchroniseIndex(
                stores.tenants(),
                stores.documents(),
                stores.chunks(),
                index,
                stores.indexChanges(),
                stores.unitOfWork())
            .synchroniseAll();

    assertThat(repaired).isEqualTo(1);
    assertThat(tagged("steel")).containsExactly(chunk);
  }

  @Test
  void leavesProgressToTheIngestionThatGoesOn() {
    Document indexing = document.progressed(DocumentStatus.EMBEDDING, 0.5, NOW);
    stores.documents().update(indexing);
    Documents overtaken =
        new OvertakenDocuments(
            stores.documents(),
            () -> stores.documents().update(indexing.progressed(DocumentStatus.INDEXED, 1, NOW)));
    ChangeDocument late =
        new ChangeDocument(
            overtaken,
            stores.chunks(),
            index,
            stores.unitOfWork(),
            stores.audit(),
            Clock.fixed(LATER, ZoneOffset.UTC));

    Outcomes.done(late.change(command("Renamed", null)));

    assertThat(inStore().status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(inStore().progress()).isEqualTo(1);
    assertThat(inStore().title()).isEqualTo("Renamed");
  }

  @Test
  void refusesADocumentThatIsRemovedMeanwhile() {
    Documents overtaken =
        new OvertakenDocuments(
            stores.documents(), () -> stores.documents().remove(tenant.id(), document.id()));
    ChangeDocument late =
        new ChangeDocument(
            overtaken,
            stores.chunks(),
            index,
            stores.unitOfWork(),
            stores.audit(),
            Clock.fixed(LATER, ZoneOffset.UTC));

    assertThat(Outcomes.refusal(late.change(command("Renamed", List.of("steel")))))
        .isEqualTo(new Refusal.NotFound("document"));
    assertThat(index.revisions(tenant.id())).isEmpty();
  }

  @Test
  void refusesTitlesAndTagsThatCannotBe() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeDocument.change(command(" ", null)))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("title"));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeDocument.change(command("x".repeat(256), null)));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeDocument.change(command(null, List.of("x".repeat(65)))))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("tags"));

    assertThat(inStore()).isEqualTo(document);
  }

  @Test
  void answersAlikeForForeignAndUnknownDocumentsAndThoseOfAnotherDataset() {
    Dataset foreignDataset = other.withDataset();
    Document foreign = other.withDocument(foreignDataset, "Pumps");
    Document elsewhere = tenant.withDocument(tenant.withDataset(), "Pumps");

    for (DocumentId id : List.of(foreign.id(), elsewhere.id(), new DocumentId(Fixtures.id()))) {
      for (DatasetId path : List.of(dataset.id(), foreignDataset.id())) {
        Command stolen = new Command(tenant.admin(), path, id, "Stolen", List.of("stolen"));
        assertThat(Outcomes.refusal(changeDocument.change(stolen)))
            .isEqualTo(new Refusal.NotFound("document"));
      }
    }

    assertThat(stores.documents().find(other.id(), foreign.id())).contains(foreign);
    assertThat(stores.documents().find(tenant.id(), elsewhere.id())).contains(elsewhere);
  }
}
