package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.IndexChanges.Change;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link IndexChanges} does. */
public abstract class IndexChangesContract {
  private Stores stores;
  private StoredTenant tenant;
  private Dataset dataset;
  private Document document;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    tenant = stores.tenant();
    dataset = tenant.withDataset();
    document = tenant.withDocument(dataset, "Pumps");
  }

  private long position() {
    return stores.unitOfWork().acrossTenants(() -> stores.indexChanges().position());
  }

  private List<Change> since(long position) {
    return stores.unitOfWork().acrossTenants(() -> stores.indexChanges().since(position));
  }

  private Change present() {
    return new Change(
        tenant.id(),
        document.id(),
        stores.chunks().ofDocument(tenant.id(), document.id()).revision());
  }

  @Test
  void tellsOfChunksThatWereReplaced() {
    long before = position();
    tenant.withChunk(document, "Pumps");

    assertThat(since(before)).containsExactly(present());
    assertThat(since(position())).doesNotContain(present());
  }

  @Test
  void tellsOfTheLastChangeOfEachDocument() {
    StoredTenant other = stores.tenant();
    Document foreign = other.withDocument(other.withDataset(), "Valves");
    long before = position();
    tenant.withChunk(document, "Pumps");
    tenant.withChunk(document, "Pumps");
    other.withChunk(foreign, "Valves");

    assertThat(since(before))
        .containsExactlyInAnyOrder(
            present(),
            new Change(
                other.id(),
                foreign.id(),
                stores.chunks().ofDocument(other.id(), foreign.id()).revision()));
  }

  @Test
  void tellsOfOtherTagsAndNotOfAnotherTitle() {
    tenant.withChunk(document, "Pumps");
    long before = position();
    stores.documents().describe(document.described("Other", document.tags(), Fixtures.NOW));
    assertThat(since(before)).isEmpty();

    stores.documents().describe(document.described("Other", List.of("new"), Fixtures.NOW));

    assertThat(since(before)).containsExactly(present());
  }

  @Test
  void tellsOfWhatWasRemovedUntilThatIsForgotten() {
    tenant.withChunk(document, "Pumps");
    Document second = tenant.withDocument(dataset, "Valves");
    tenant.withChunk(second, "Valves");
    long before = position();

    stores.documents().remove(tenant.id(), document.id());
    stores.datasets().remove(tenant.id(), dataset.id());

    assertThat(since(before))
        .containsExactlyInAnyOrder(
            new Change(tenant.id(), document.id(), 0), new Change(tenant.id(), second.id(), 0));
    int forgotten =
        stores
            .unitOfWork()
            .acrossTenants(
                () ->
                    stores
                        .indexChanges()
                        .forgetRemoved(Instant.now(Clock.systemUTC()).plus(Duration.ofHours(1))));
    assertThat(forgotten).isEqualTo(2);
    assertThat(since(before)).isEmpty();
  }

  @Test
  void tellsNothingOfATenantThatIsGone() {
    tenant.withChunk(document, "Pumps");
    long before = position();

    stores.tenants().remove(tenant.id());

    assertThat(since(before)).noneMatch(change -> change.revision() > 0);
  }
}
