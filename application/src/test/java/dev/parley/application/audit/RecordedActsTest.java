package dev.parley.application.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.bot.KeepBots;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.application.conversation.ReviewConversation;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.AddPage;
import dev.parley.application.knowledge.BeginReindexing;
import dev.parley.application.knowledge.ChangeDocument;
import dev.parley.application.knowledge.InMemoryPassageIndex;
import dev.parley.application.knowledge.InMemoryTextExtractor;
import dev.parley.application.knowledge.KeepDatasets;
import dev.parley.application.knowledge.RemoveDocument;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.InMemoryModelCatalog;
import dev.parley.application.tenant.ChangeApiKey;
import dev.parley.application.tenant.ChangeTenant;
import dev.parley.application.tenant.CreateApiKey;
import dev.parley.application.tenant.CreateTenant;
import dev.parley.application.tenant.RemoveTenant;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import dev.parley.domain.web.WebAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each use case leaves in the trail, and that it is nothing where nothing was done. */
class RecordedActsTest {
  private static final Clock CLOCK = Clock.fixed(Fixtures.NOW, ZoneOffset.UTC);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Principal admin = tenant.admin();
  private final StoredTenant home = stores.tenant();
  private final Principal platform =
      new Principal(home.id(), "key:platform", Set.of(Role.PLATFORM_ADMIN));
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();

  /** Actor, action, target and details of what was recorded. */
  private List<String> recorded(TenantId owner) {
    return stores.audited(owner).stream().map(RecordedActsTest::summary).toList();
  }

  private static String summary(AuditEvent event) {
    return event.actor() + " " + event.action() + " " + event.targetId() + " " + event.details();
  }

  @Test
  void tenants() {
    CreateTenant create =
        new CreateTenant(
            stores.tenants(), stores.unitOfWork(), stores.audit(), Fixtures::id, CLOCK);
    ChangeTenant change =
        new ChangeTenant(stores.tenants(), stores.unitOfWork(), stores.audit(), CLOCK);
    RemoveTenant remove =
        new RemoveTenant(stores.tenants(), gone -> {}, stores.unitOfWork(), stores.audit());
    CreateTenant.Command command =
        new CreateTenant.Command(new Slug("harbour"), "Jane Doe's harbour");

    Tenant made = Outcomes.done(create.create(platform, command));
    Outcomes.refusal(create.create(platform, command));
    Outcomes.done(
        change.change(platform, new ChangeTenant.Command(made.id(), "Renamed", null, null)));
    Outcomes.done(
        change.change(
            platform, new ChangeTenant.Command(made.id(), null, TenantStatus.SUSPENDED, null)));
    Outcomes.refusal(
        change.change(
            platform, new ChangeTenant.Command(new TenantId(Fixtures.id()), "Nobody", null, null)));

    assertThat(recorded(made.id()))
        .containsExactly(
            "key:platform tenant_created " + made.id() + " {}",
            "key:platform tenant_changed " + made.id() + " {}",
            "key:platform tenant_changed " + made.id() + " {status=suspended}");
    assertThat(recorded(home.id())).isEmpty();

    Outcomes.done(remove.remove(platform, made.id()));
    Outcomes.refusal(remove.remove(platform, made.id()));

    assertThat(recorded(made.id())).isEmpty();
    assertThat(recorded(home.id()))
        .containsExactly("key:platform tenant_removed " + made.id() + " {}");
  }

  @Test
  void apiKeys() {
    CreateApiKey create =
        new CreateApiKey(
            stores.apiKeys(),
            stores.tenants(),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            new SecureRandom(),
            CLOCK);
    ChangeApiKey change =
        new ChangeApiKey(stores.apiKeys(), stores.unitOfWork(), stores.audit(), CLOCK);

    ApiKeyId key =
        Outcomes.done(
                create.create(
                    platform,
                    new CreateApiKey.Command(
                        tenant.id(), "Jane Doe", Set.of(Role.KNOWLEDGE, Role.CHAT), null)))
            .key()
            .id();
    Outcomes.refusal(
        create.create(
            admin, new CreateApiKey.Command(null, "more", Set.of(Role.PLATFORM_ADMIN), null)));
    Outcomes.done(
        change.change(admin, new ChangeApiKey.Command(key, null, Set.of(Role.CHAT), null, null)));
    Outcomes.done(change.change(admin, new ChangeApiKey.Command(key, null, null, null, true)));
    Outcomes.done(change.find(admin, key));
    Outcomes.done(change.change(admin, new ChangeApiKey.Command(key, "Later", null, null, true)));
    Outcomes.done(change.remove(admin, key));
    Outcomes.refusal(change.remove(admin, key));

    assertThat(recorded(tenant.id()))
        .containsExactly(
            "key:platform api_key_created " + key + " {roles=chat,knowledge}",
            "key:admin api_key_changed " + key + " {roles=chat}",
            "key:admin api_key_revoked " + key + " {roles=chat}",
            "key:admin api_key_changed " + key + " {roles=chat}",
            "key:admin api_key_removed " + key + " {}");
  }

  @Test
  void bots() {
    KeepBots keep =
        new KeepBots(
            stores.bots(),
            stores.datasets(),
            stores.scopes(),
            new InMemoryModelCatalog(),
            new Toolbox(List.of()),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            CLOCK);
    KeepBots.Settings settings =
        new KeepBots.Settings(
            new Slug("helper"),
            "Helper",
            "Secret plans",
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            RetrievalSettings.DEFAULT,
            "",
            null,
            false);

    Bot bot = Outcomes.done(keep.create(admin, settings));
    Outcomes.refusal(keep.create(admin, settings));
    Outcomes.done(keep.change(admin, bot.id(), present -> present));
    Outcomes.refusal(keep.remove(home.admin(), bot.id()));
    Outcomes.done(keep.remove(admin, bot.id()));
    Outcomes.refusal(keep.change(admin, bot.id(), present -> present));
    Outcomes.refusal(keep.remove(admin, bot.id()));

    assertThat(stores.bots().find(tenant.id(), bot.id())).isEmpty();
    assertThat(recorded(tenant.id()))
        .containsExactly(
            "key:admin bot_created " + bot.id() + " {}",
            "key:admin bot_changed " + bot.id() + " {}",
            "key:admin bot_removed " + bot.id() + " {}");
    assertThat(recorded(home.id())).isEmpty();
  }

  @Test
  void datasetsAndDocuments() {
    KeepDatasets datasets =
        new KeepDatasets(
            stores.datasets(),
            stores.documents(),
            stores.reindexings(),
            new BeginReindexing(stores.datasets(), stores.reindexings(), Fixtures::id, CLOCK),
            index,
            new HashingEmbeddingModel(),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            CLOCK);
    AddDocument add =
        new AddDocument(
            stores.datasets(),
            stores.documents(),
            new InMemoryTextExtractor(),
            (owner, document) -> {},
            Queues.openToDocuments(),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            CLOCK);
    ChangeDocument change =
        new ChangeDocument(
            stores.documents(), stores.chunks(), index, stores.unitOfWork(), stores.audit(), CLOCK);
    RemoveDocument remove =
        new RemoveDocument(stores.documents(), index, stores.unitOfWork(), stores.audit());
    KeepDatasets.Settings settings =
        new KeepDatasets.Settings("Jane Doe's files", null, null, null, null);

    Dataset dataset = Outcomes.done(datasets.create(admin, settings));
    Outcomes.done(datasets.change(admin, dataset.id(), settings));
    AddDocument.Command command =
        new AddDocument.Command(
            admin,
            dataset.id(),
            "Jane Doe",
            "jane.txt",
            List.of(),
            "Secret".getBytes(StandardCharsets.UTF_8));
    Document document = Outcomes.done(add.add(command));
    Outcomes.done(add.add(command));
    Outcomes.refusal(add.retry(admin, dataset.id(), document.id()));
    Document ready = document.progressed(DocumentStatus.INDEXED, 1, Fixtures.NOW);
    stores.documents().update(ready);
    Outcomes.done(add.retry(admin, dataset.id(), document.id()));
    Outcomes.done(
        change.change(
            new ChangeDocument.Command(admin, dataset.id(), document.id(), "Jane", null)));
    Outcomes.done(remove.remove(admin, dataset.id(), document.id()));
    Outcomes.refusal(remove.remove(admin, dataset.id(), document.id()));
    Outcomes.refusal(
        change.change(
            new ChangeDocument.Command(admin, dataset.id(), document.id(), "Jane", null)));
    Document left = tenant.withDocument(dataset, "left");
    Outcomes.done(datasets.remove(admin, dataset.id()));
    Outcomes.refusal(datasets.remove(admin, dataset.id()));

    assertThat(stores.documents().find(tenant.id(), left.id())).isEmpty();
    assertThat(recorded(tenant.id()))
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("key:admin dataset_created " + dataset.id() + " {}"),
            one -> assertThat(one).isEqualTo("key:admin dataset_changed " + dataset.id() + " {}"),
            one ->
                assertThat(one)
                    .startsWith("key:admin document_created " + document.id())
                    .contains("media_type=text/plain", "bytes=6"),
            one -> assertThat(one).isEqualTo("key:admin document_retried " + document.id() + " {}"),
            one -> assertThat(one).isEqualTo("key:admin document_changed " + document.id() + " {}"),
            one -> assertThat(one).isEqualTo("key:admin document_removed " + document.id() + " {}"),
            one ->
                assertThat(one)
                    .isEqualTo("key:admin dataset_removed " + dataset.id() + " {documents=1}"));
    assertThat(recorded(tenant.id()).toString()).doesNotContain("Jane", "jane", "Secret");
  }

  @Test
  void pages() {
    Dataset dataset = tenant.withDataset();
    AddPage add =
        new AddPage(
            stores.datasets(),
            stores.documents(),
            (owner, document) -> {},
            Queues.openToDocuments(),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            CLOCK,
            true);
    AddPage.Command command =
        new AddPage.Command(
            admin,
            dataset.id(),
            WebAddress.parse("https://jane.example/doe"),
            "Jane Doe",
            List.of());

    Document page = Outcomes.done(add.add(command));
    Outcomes.done(add.add(command));
    Outcomes.refusal(add.refresh(admin, dataset.id(), page.id()));
    stores.documents().update(page.unchanged(Fixtures.NOW));
    Outcomes.done(add.refresh(admin, dataset.id(), page.id()));

    assertThat(recorded(tenant.id()))
        .containsExactly(
            "key:admin document_created " + page.id() + " {source=url}",
            "key:admin document_refreshed " + page.id() + " {}");
  }

  @Test
  void conversations() {
    ChangeConversation change =
        new ChangeConversation(stores.conversations(), stores.unitOfWork(), stores.audit(), CLOCK);
    Conversation conversation = tenant.withConversation(admin.subject());
    Conversation foreign = tenant.withConversation();

    Outcomes.refusal(change.remove(admin, foreign.id(), null));
    Outcomes.done(change.remove(admin, conversation.id(), null));
    Outcomes.refusal(change.remove(admin, conversation.id(), null));

    assertThat(stores.conversations().find(tenant.id(), StoredTenant.OWNER, foreign.id()))
        .isPresent();
    assertThat(recorded(tenant.id()))
        .containsExactly("key:admin conversation_removed " + conversation.id() + " {}");
  }

  @Test
  void readingOfConversationsByAdministrators() {
    AuditedTenant anyTenant = new AuditedTenant(id -> stores.tenants().find(id).isPresent());
    ReviewConversation review =
        new ReviewConversation(
            stores.conversations(),
            stores.attachments(),
            stores.feedbacks(),
            anyTenant,
            stores.unitOfWork(),
            stores.audit());
    Conversation conversation = tenant.withConversation();
    StoredTenant other = stores.tenant();
    Conversation foreign = other.withConversation();

    assertThat(Outcomes.done(review.read(admin, null, conversation.id())).conversation())
        .isEqualTo(conversation);
    assertThat(Outcomes.done(review.read(platform, tenant.id(), conversation.id())).conversation())
        .isEqualTo(conversation);
    Outcomes.refusal(review.read(admin, null, foreign.id()));
    Outcomes.refusal(review.read(admin, other.id(), foreign.id()));
    Outcomes.refusal(review.read(platform, null, conversation.id()));

    assertThat(recorded(tenant.id()))
        .containsExactly(
            "key:admin conversation_read " + conversation.id() + " {}",
            "key:platform conversation_read " + conversation.id() + " {}");
    assertThat(recorded(other.id())).isEmpty();
  }

  @Test
  void changesNothingThatCannotBeRecorded() {
    Audit broken =
        new Audit(
            stores.auditTrail(),
            () -> {
              throw new IllegalStateException("no trail");
            },
            CLOCK);
    ChangeConversation change =
        new ChangeConversation(stores.conversations(), stores.unitOfWork(), broken, CLOCK);
    Conversation conversation = tenant.withConversation(admin.subject());

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> change.remove(admin, conversation.id(), null));

    assertThat(stores.conversations().find(tenant.id(), admin.subject(), conversation.id()))
        .isPresent();
  }
}
