package dev.parley.application.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Tenants} does. */
public abstract class TenantsContract {
  private static final Instant LATER = Fixtures.NOW.plusSeconds(60);

  private Stores stores;
  private Tenants tenants;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    tenants = stores.tenants();
  }

  private static Tenant createdAt(Instant time) {
    return Tenant.create(new TenantId(Fixtures.id()), Fixtures.slug("t"), "Waterworks", time);
  }

  @Test
  void findsWhatWasAdded() {
    Tenant tenant = Fixtures.tenant();

    assertThat(tenants.add(tenant)).isTrue();

    assertThat(tenants.find(tenant.id())).contains(tenant);
    assertThat(tenants.findBySlug(tenant.slug())).contains(tenant);
  }

  @Test
  void findsNothingElse() {
    tenants.add(Fixtures.tenant());

    assertThat(tenants.find(new TenantId(Fixtures.id()))).isEmpty();
    assertThat(tenants.findBySlug(new Slug("nobody"))).isEmpty();
  }

  @Test
  void refusesATakenSlug() {
    Tenant first = Fixtures.tenant();
    tenants.add(first);
    Tenant second =
        Tenant.create(new TenantId(Fixtures.id()), first.slug(), "Gasworks", Fixtures.NOW);

    assertThat(tenants.add(second)).isFalse();

    assertThat(tenants.find(second.id())).isEmpty();
    assertThat(tenants.findBySlug(first.slug())).contains(first);
  }

  @Test
  void listsNewestFirst() {
    Tenant middle = createdAt(Fixtures.NOW.plusSeconds(1));
    Tenant oldest = createdAt(Fixtures.NOW);
    Tenant newest = createdAt(Fixtures.NOW.plusSeconds(2));
    tenants.add(middle);
    tenants.add(oldest);
    tenants.add(newest);

    assertThat(tenants.list(new PageRequest(1, 2)).items()).containsExactly(newest, middle);
    assertThat(tenants.list(new PageRequest(2, 2)).items()).containsExactly(oldest);
    assertThat(tenants.list(new PageRequest(3, 2)).items()).isEmpty();
    assertThat(tenants.list(new PageRequest(2, 2)).total()).isEqualTo(3);
  }

  @Test
  void storesNameStatusAndSharing() {
    Tenant tenant = Fixtures.tenant();
    tenants.add(tenant);
    Tenant changed =
        tenant
            .renamed("Gasworks", LATER)
            .withStatus(TenantStatus.SUSPENDED, LATER)
            .withSharing(true, LATER);

    assertThat(tenants.update(changed)).isTrue();

    assertThat(tenants.find(tenant.id())).contains(changed);
  }

  @Test
  void changesNoTenantThatIsNotThere() {
    Tenant unknown = Fixtures.tenant();

    assertThat(tenants.update(unknown)).isFalse();
    assertThat(tenants.find(unknown.id())).isEmpty();
  }

  @Test
  void removesATenantWithAllThatItOwns() {
    StoredTenant tenant = stores.tenant();
    StoredTenant other = stores.tenant();
    ApiKey key = Fixtures.apiKey(tenant.id(), "pk_removed1");
    stores.apiKeys().add(key, new byte[32]);
    Dataset dataset = tenant.withDataset();
    Bot bot = tenant.withBot(dataset.id());
    Document document = tenant.withDocument(dataset, "Pumps");
    tenant.withChunk(document, "Pumps");
    Conversation conversation = tenant.withConversation();
    Run run = tenant.withRun(conversation);
    stores.usageLedger().record(run, TokenUsage.NONE, LATER);
    Dataset kept = other.withDataset();

    assertThat(tenants.remove(tenant.id())).isTrue();

    assertThat(tenants.find(tenant.id())).isEmpty();
    assertThat(stores.apiKeys().findByPrefix("pk_removed1")).isEmpty();
    assertThat(stores.bots().find(tenant.id(), bot.id())).isEmpty();
    assertThat(stores.datasets().find(tenant.id(), dataset.id())).isEmpty();
    assertThat(stores.documents().find(tenant.id(), document.id())).isEmpty();
    assertThat(stores.chunks().ofDocument(tenant.id(), document.id()).chunks()).isEmpty();
    assertThat(stores.conversations().messages(tenant.id(), conversation.id())).isEmpty();
    assertThat(stores.runs().find(tenant.id(), run.id())).isEmpty();
    assertThat(stores.datasets().find(other.id(), kept.id())).contains(kept);
  }

  @Test
  void removesNoTenantThatIsNotThere() {
    assertThat(tenants.remove(new TenantId(Fixtures.id()))).isFalse();
  }
}
