package dev.parley.application.knowledge;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.KeepDatasets.Settings;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepDatasetsTest {
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Settings UNCHANGED = new Settings(null, null, null, null, null);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final KeepDatasets keepDatasets =
      new KeepDatasets(
          stores.datasets(),
          stores.documents(),
          stores.reindexings(),
          new BeginReindexing(
              stores.datasets(),
              stores.reindexings(),
              Fixtures::id,
              Clock.fixed(LATER, ZoneOffset.UTC)),
          index,
          new HashingEmbeddingModel(),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          Clock.fixed(LATER, ZoneOffset.UTC));

  private static Settings named(String name) {
    return new Settings(name, null, null, null, null);
  }

  private static Settings tagged(List<String> tags) {
    return new Settings("Handbooks", null, tags, null, null);
  }

  private long datasets() {
    return stores.datasets().list(tenant.id(), new PageRequest(1, 10)).total();
  }

  private Document indexed(StoredTenant owner, Dataset dataset, String text) {
    Document document = owner.withDocument(dataset, text);
    owner.withChunk(document, text);
    index.put(owner.id(), document.id(), stores.chunks().ofDocument(owner.id(), document.id()));
    return document;
  }

  @Test
  void storesADatasetWithTheInstallationsDefaults() {
    Dataset dataset = Outcomes.done(keepDatasets.create(tenant.admin(), named("  Handbooks ")));

    assertThat(dataset.name()).isEqualTo("Handbooks");
    assertThat(dataset.description()).isEmpty();
    assertThat(dataset.tags()).isEmpty();
    assertThat(dataset.embeddingModel()).isEqualTo("hashing");
    assertThat(dataset.chunking()).isEqualTo(ChunkingSettings.DEFAULT);
    assertThat(dataset.createdAt()).isEqualTo(LATER);
    assertThat(stores.datasets().find(tenant.id(), dataset.id())).contains(dataset);
  }

  @Test
  void storesWhatIsGiven() {
    ChunkingSettings chunking = new ChunkingSettings(100, 10, ChunkingStrategy.JSON);
    Settings settings = new Settings("Handbooks", "Of pumps", List.of("pump"), "hashing", chunking);

    Dataset dataset = Outcomes.done(keepDatasets.create(tenant.admin(), settings));

    assertThat(dataset.description()).isEqualTo("Of pumps");
    assertThat(dataset.tags()).containsExactly("pump");
    assertThat(dataset.chunking()).isEqualTo(chunking);
  }

  @Test
  void normalisesTags() {
    Settings settings = tagged(List.of(" Pump", "STEEL ", "pump", "Größe"));

    Dataset dataset = Outcomes.done(keepDatasets.create(tenant.admin(), settings));

    assertThat(dataset.tags()).containsExactly("pump", "steel", "größe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void refusesABlankTag(String tag) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> keepDatasets.create(tenant.admin(), tagged(List.of("pump", tag))))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("tags"));

    assertThat(datasets()).isZero();
  }

  @Test
  void refusesTooManyAndTooLongTags() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () -> keepDatasets.create(tenant.admin(), tagged(Collections.nCopies(51, "pump"))));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> keepDatasets.create(tenant.admin(), tagged(List.of("x".repeat(65)))));

    assertThat(datasets()).isZero();
    Outcomes.done(keepDatasets.create(tenant.admin(), tagged(Collections.nCopies(50, "pump"))));
    Outcomes.done(keepDatasets.create(tenant.admin(), tagged(List.of("x".repeat(64)))));
  }

  @Test
  void refusesADatasetWithoutAName() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> keepDatasets.create(tenant.admin(), UNCHANGED))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("name"));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> keepDatasets.create(tenant.admin(), named("  ")));

    assertThat(datasets()).isZero();
  }

  @Test
  void refusesAnEmbeddingModelThatTheInstallationDoesNotRun() {
    Dataset dataset = tenant.withDataset();
    Settings settings = new Settings("Handbooks", null, null, "ada-002", null);

    assertThat(Outcomes.code(keepDatasets.create(tenant.admin(), settings)))
        .isEqualTo("embedding_model_not_found");
    assertThat(Outcomes.code(keepDatasets.change(tenant.admin(), dataset.id(), settings)))
        .isEqualTo("embedding_model_not_found");

    assertThat(stores.datasets().list(tenant.id(), new PageRequest(1, 10)).items())
        .containsExactly(dataset);
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    Dataset dataset = tenant.withDataset();

    Dataset renamed =
        Outcomes.done(keepDatasets.change(tenant.admin(), dataset.id(), named(" Manuals ")));
    Dataset retagged =
        Outcomes.done(
            keepDatasets.change(
                tenant.admin(),
                dataset.id(),
                new Settings(null, "Of pumps", List.of("PUMP"), null, null)));

    assertThat(renamed.name()).isEqualTo("Manuals");
    assertThat(renamed.chunking()).isEqualTo(dataset.chunking());
    assertThat(renamed.createdAt()).isEqualTo(NOW);
    assertThat(renamed.updatedAt()).isEqualTo(LATER);
    assertThat(retagged.name()).isEqualTo("Manuals");
    assertThat(retagged.description()).isEqualTo("Of pumps");
    assertThat(retagged.tags()).containsExactly("pump");
    assertThat(stores.datasets().find(tenant.id(), dataset.id())).contains(retagged);
  }

  @Test
  void removesADatasetWithItsDocumentsFromStoreIndexAndBots() {
    Dataset dataset = tenant.withDataset();
    Dataset kept = tenant.withDataset();
    Document gone = indexed(tenant, dataset, "Pumps of steel");
    Document stays = indexed(tenant, kept, "Pumps of brass");
    Bot bot = tenant.withBot(dataset.id(), kept.id());

    assertThat(Outcomes.done(keepDatasets.remove(tenant.admin(), dataset.id())))
        .isEqualTo(dataset.id());

    assertThat(stores.datasets().find(tenant.id(), dataset.id())).isEmpty();
    assertThat(stores.documents().find(tenant.id(), gone.id())).isEmpty();
    assertThat(index.revisions(tenant.id())).containsOnlyKeys(stays.id());
    assertThat(stores.bots().find(tenant.id(), bot.id()).orElseThrow().datasets())
        .containsExactly(kept.id());
  }

  @Test
  void removesADatasetWithoutDocuments() {
    Dataset dataset = tenant.withDataset();

    Outcomes.done(keepDatasets.remove(tenant.admin(), dataset.id()));

    assertThat(datasets()).isZero();
    assertThat(Outcomes.refusal(keepDatasets.remove(tenant.admin(), dataset.id())))
        .isEqualTo(new Refusal.NotFound("dataset"));
  }

  @Test
  void answersAlikeForForeignAndUnknownDatasets() {
    Dataset foreign = other.withDataset();
    Document foreignDocument = indexed(other, foreign, "Pumps of steel");

    for (DatasetId id : List.of(foreign.id(), new DatasetId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(keepDatasets.change(tenant.admin(), id, named("Stolen"))))
          .isEqualTo(new Refusal.NotFound("dataset"));
      assertThat(Outcomes.refusal(keepDatasets.remove(tenant.admin(), id)))
          .isEqualTo(new Refusal.NotFound("dataset"));
    }

    assertThat(stores.datasets().find(other.id(), foreign.id())).contains(foreign);
    assertThat(index.revisions(other.id())).containsOnlyKeys(foreignDocument.id());
  }
}
