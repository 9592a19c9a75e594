package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Editions.Shown;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Datasets} does. */
public abstract class DatasetsContract {
  private Stores stores;
  private Datasets datasets;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    datasets = stores.datasets();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private static Dataset changed(Dataset dataset, TenantId tenant) {
    return new Dataset(
        dataset.id(),
        tenant,
        "Regulations",
        "What the law says",
        List.of("law", "größe"),
        "text-embedding-3-small",
        new ChunkingSettings(400, 50, ChunkingStrategy.TABLE),
        new EditionId(Fixtures.id()),
        dataset.createdAt(),
        dataset.updatedAt().plusSeconds(9));
  }

  @Test
  void findsWhatWasAdded() {
    Dataset dataset = changed(Fixtures.dataset(tenant.id()), tenant.id());

    datasets.add(dataset);

    assertThat(datasets.find(tenant.id(), dataset.id())).contains(dataset);
  }

  @Test
  void showsADatasetToItsTenantOnly() {
    Dataset dataset = tenant.withDataset();

    assertThat(datasets.find(otherTenant.id(), dataset.id())).isEmpty();
    assertThat(datasets.find(tenant.id(), new DatasetId(Fixtures.id()))).isEmpty();
    assertThat(datasets.list(otherTenant.id(), new PageRequest(1, 10)).items()).isEmpty();
  }

  @Test
  void listsNewestFirst() {
    Dataset older = tenant.withDataset();
    Dataset newer = tenant.withDataset();
    Dataset newest = tenant.withDataset();
    otherTenant.withDataset();

    assertThat(datasets.list(tenant.id(), new PageRequest(1, 2)).items())
        .containsExactly(newest, newer);
    assertThat(datasets.list(tenant.id(), new PageRequest(2, 2)).items()).containsExactly(older);
    assertThat(datasets.list(tenant.id(), new PageRequest(2, 2)).total()).isEqualTo(3);
  }

  @Test
  void storesEveryChange() {
    Dataset dataset = tenant.withDataset();
    Dataset changed = changed(dataset, tenant.id());

    assertThat(datasets.update(changed)).isTrue();

    assertThat(datasets.find(tenant.id(), dataset.id())).contains(changed);
  }

  @Test
  void changesNoDatasetThatIsNotTheTenants() {
    Dataset dataset = tenant.withDataset();

    assertThat(datasets.update(Fixtures.dataset(tenant.id()))).isFalse();
    assertThat(datasets.update(changed(dataset, otherTenant.id()))).isFalse();

    assertThat(datasets.find(tenant.id(), dataset.id())).contains(dataset);
  }

  @Test
  void removesADatasetWithItsDocuments() {
    Dataset dataset = tenant.withDataset();
    Document document = tenant.withDocument(dataset, "Pumps");
    Chunk chunk = tenant.withChunk(document, "Pumps");
    Dataset kept = tenant.withDataset();
    Document keptDocument = tenant.withDocument(kept, "Pumps");

    assertThat(datasets.remove(tenant.id(), dataset.id())).isTrue();

    assertThat(datasets.find(tenant.id(), dataset.id())).isEmpty();
    assertThat(stores.documents().find(tenant.id(), document.id())).isEmpty();
    assertThat(stores.documents().content(tenant.id(), document.id())).isEmpty();
    assertThat(stores.chunks().find(tenant.id(), Set.of(chunk.id()))).isEmpty();
    assertThat(stores.documents().find(tenant.id(), keptDocument.id())).contains(keptDocument);
  }

  @Test
  void removesNoDatasetThatIsNotTheTenants() {
    Dataset dataset = tenant.withDataset();

    assertThat(datasets.remove(otherTenant.id(), dataset.id())).isFalse();
    assertThat(datasets.remove(tenant.id(), new DatasetId(Fixtures.id()))).isFalse();

    assertThat(datasets.find(tenant.id(), dataset.id())).contains(dataset);
  }

  @Test
  void tellsWhichEditionsSearchesSee() {
    Dataset one = Fixtures.dataset(tenant.id());
    Dataset two = changed(Fixtures.dataset(tenant.id()), tenant.id());
    datasets.add(one);
    datasets.add(two);

    assertThat(datasets.shown(tenant.id(), Set.of()))
        .isEqualTo(
            new Shown(
                Map.of(one.edition(), one.embeddingModel(), two.edition(), two.embeddingModel()),
                true));
    assertThat(datasets.shown(tenant.id(), Set.of(two.id(), new DatasetId(Fixtures.id()))))
        .isEqualTo(new Shown(Map.of(two.edition(), two.embeddingModel()), true));
    assertThat(datasets.shown(otherTenant.id(), Set.of(two.id())).models()).isEmpty();
    assertThat(datasets.keepEdition(tenant.id(), two.id())).contains(two.edition());
    assertThat(datasets.keepEdition(otherTenant.id(), two.id())).isEmpty();
    assertThat(datasets.hold(tenant.id(), two.id())).contains(two);
    assertThat(datasets.hold(otherTenant.id(), two.id())).isEmpty();
  }
}
