package dev.parley.adapters.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestDatabase;
import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.audit.AuditChain;
import dev.parley.domain.audit.AuditEntry;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHead;
import dev.parley.domain.audit.AuditVerdict;
import dev.parley.domain.audit.AuditVerdict.Intact;
import dev.parley.domain.audit.AuditVerifier;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.quota.Money;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An installation of V060 that holds something in every table is brought to the newest schema, by a
 * login that is no superuser: row-level security binds it even while it migrates.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaUpgradeTest {
  private static final String BEFORE = "060";
  private static final String CONTENTS = "/installation-060.sql";
  private static final String OWNER = "keeper_of_upgrades";
  private static final String PASSWORD = "correct-horse-battery";
  private static final String MODEL = "all-MiniLM-L6-v2";
  private static final Instant AT = Instant.parse("2026-10-01T08:00:00.123456Z");
  private static final PageRequest FIRST_PAGE = new PageRequest(1, 100);
  private static final int EVENTS = 3;

  /** The tenant of which tests change something. */
  private static final int CHANGED = 3;

  /** Of no tenant. */
  private static final Set<String> SHARED = Set.of("scheduled_tasks");

  private TestDatabase superuser;
  private TestDatabase database;
  private Map<String, List<Map<String, String>>> before;
  private Map<String, List<Map<String, String>>> after;
  private TestStore store;
  private Stores stores;

  @BeforeAll
  void upgrade() throws SQLException, IOException {
    superuser = TestDatabase.create();
    createOwner();
    database = superuser.as(OWNER, PASSWORD);
    SchemaMigrations.configuration(database.jdbcUrl(), OWNER, PASSWORD)
        .target(BEFORE)
        .load()
        .migrate();
    fill();
    before = contents();
    assertThat(SchemaMigrations.migrate(database.jdbcUrl(), OWNER, PASSWORD)).isPositive();
    after = contents();
    store = TestStore.on(database);
    stores = store.stores();
  }

  @AfterAll
  void close() {
    if (store != null) {
      store.close();
    }
  }

  private void createOwner() throws SQLException {
    try (Connection connection = superuser.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + OWNER + " LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
      statement.execute(
          "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'parley_app') THEN"
              + " GRANT parley_app TO "
              + OWNER
              + "; END IF; END $$");
      statement.execute(
          "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO "
              + OWNER
              + "', current_database()); END $$");
    }
  }

  private void fill() throws SQLException, IOException {
    try (Connection connection = database.connect();
        InputStream script =
            Objects.requireNonNull(SchemaUpgradeTest.class.getResourceAsStream(CONTENTS))) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      }
      for (int number = 1; number <= CHANGED; number++) {
        for (AuditEvent event : chain(tenant(number))) {
          insert(connection, event);
        }
      }
      connection.commit();
    }
  }

  /** As it was linked by the version that wrote V060. */
  private static List<AuditEvent> chain(TenantId tenant) {
    List<AuditEvent> chain = new ArrayList<>();
    AuditHead head = AuditHead.empty(tenant);
    for (int i = 1; i <= EVENTS; i++) {
      AuditEntry entry =
          new AuditEntry(
              "keeper", AuditAction.DOCUMENT_CREATED, "document " + i, null, Map.of("n", "" + i));
      AuditEvent event = AuditChain.append(head, entry, AT.plusSeconds(i));
      chain.add(event);
      head = event.head();
    }
    return chain;
  }

  private static void insert(Connection connection, AuditEvent event) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            INSERT INTO audit_events
              (tenant_id, seq, at, actor, action, target_kind, target_id, request_id, details,
               prev_hash, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            """)) {
      statement.setObject(1, event.tenant().value());
      statement.setLong(2, event.seq());
      statement.setObject(3, OffsetDateTime.ofInstant(event.at(), ZoneOffset.UTC));
      statement.setString(4, event.actor());
      statement.setString(5, event.action());
      statement.setString(6, event.targetKind());
      statement.setString(7, event.targetId());
      statement.setString(8, event.requestId());
      statement.setString(9, "{\"n\": \"" + event.details().get("n") + "\"}");
      statement.setBytes(10, event.prevHash().bytes());
      statement.setBytes(11, event.hash().bytes());
      statement.executeUpdate();
    }
  }

  private Map<String, List<Map<String, String>>> contents() {
    try (Catalogue catalogue = new Catalogue(superuser)) {
      return catalogue.contents();
    }
  }

  private static UUID id(int tenant, int number) {
    return new UUID(0x7000L, 0x8000_0000_0000_0000L | (tenant * 256L + number));
  }

  private static TenantId tenant(int number) {
    return new TenantId(id(number, 0));
  }

  private static DatasetId dataset(int number) {
    return new DatasetId(id(number, 3));
  }

  private static DocumentId lamps(int number) {
    return new DocumentId(id(number, 4));
  }

  /** A row as it was, of a table that may have more columns now. */
  private static boolean isIn(Map<String, String> row, List<Map<String, String>> rows) {
    return rows.stream().anyMatch(now -> now.entrySet().containsAll(row.entrySet()));
  }

  @Test
  void everyTableHoldsWhatItHeld() {
    assertThat(after.keySet()).containsAll(before.keySet());
    before.forEach(
        (table, rows) -> {
          List<Map<String, String>> now = Objects.requireNonNull(after.get(table));
          assertThat(rows).as("something in " + table).isNotEmpty();
          assertThat(now).as(table).hasSameSizeAs(rows);
          assertThat(rows).as(table).allMatch(row -> isIn(row, now));
        });
  }

  @Test
  void theRuntimeRoleSeesTheRowsOfItsOwnTenantAlone() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE parley_app");
      connection.setAutoCommit(false);
      for (String table : before.keySet()) {
        String column = table.equals("tenants") ? "id" : "tenant_id";
        if (SHARED.contains(table)) {
          continue;
        }
        String select = "SELECT * FROM " + table;
        assertThat(Catalogue.rows(connection, select)).as(table + " to nobody").isEmpty();
        for (int number = 1; number <= 2; number++) {
          String tenant = tenant(number).toString();
          Catalogue.rows(connection, "SELECT set_config('app.tenant_id', ?, true)", tenant);
          assertThat(Catalogue.rows(connection, select))
              .as(table + " to tenant " + number)
              .isNotEmpty()
              .containsExactlyInAnyOrderElementsOf(
                  Objects.requireNonNull(after.get(table)).stream()
                      .filter(row -> tenant.equals(row.get(column)))
                      .toList());
          connection.rollback();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void datasetsAndTheirDocumentsAreReadAsTheyWere(int number) {
    TenantId tenant = tenant(number);
    Dataset dataset = stores.datasets().find(tenant, dataset(number)).orElseThrow();
    assertThat(dataset.embeddingModel()).isEqualTo(MODEL);
    assertThat(dataset.chunking()).isEqualTo(new ChunkingSettings(256, 32, ChunkingStrategy.AUTO));
    assertThat(dataset.edition()).isEqualTo(EditionId.first(dataset(number)));
    assertThat(stores.datasets().list(tenant, FIRST_PAGE).items()).containsExactly(dataset);
    assertThat(stores.datasets().find(tenant, dataset(3 - number))).isEmpty();

    Document lamps = stores.documents().find(tenant, lamps(number)).orElseThrow();
    assertThat(lamps.status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(lamps.chunks()).isEqualTo(2);
    assertThat(lamps.tags()).containsExactly("lamp");
    assertThat(lamps.language()).isNull();
    assertThat(lamps.createdAt()).isEqualTo(AT);
    assertThat(stores.documents().list(tenant, dataset(number), FIRST_PAGE).items())
        .extracting(Document::title)
        .containsExactlyInAnyOrder("Lamps", "Storms", "Tides");
    assertThat(stores.documents().text(tenant, lamps(number)))
        .contains(
            new ExtractedText(
                "Lamps are lit at dusk. The keeper winds the clock.",
                List.of(0),
                ExtractedText.Markup.MARKDOWN));
    assertThat(stores.documents().content(tenant, lamps(number)))
        .contains(("Lamps of tenant " + number).getBytes(StandardCharsets.UTF_8));
    assertThat(stores.documents().indexedRevisions(tenant)).isEqualTo(Map.of(lamps(number), 3L));
    assertThat(stores.jobs().list(tenant, null, FIRST_PAGE).items()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void chunksAreOfTheEditionThatSearchesSee(int number) {
    TenantId tenant = tenant(number);
    Chunks chunks = stores.chunks();
    EditionId edition = EditionId.first(dataset(number));
    ChunkId first = new ChunkId(id(number, 7));
    ChunkId second = new ChunkId(id(number, 8));

    assertThat(chunks.list(tenant, lamps(number), FIRST_PAGE).items())
        .extracting(Chunk::id)
        .containsExactly(first, second);
    assertThat(chunks.find(tenant, List.of(first, second)))
        .extracting(Chunks.Titled::edition)
        .containsExactly(edition, edition);
    DocumentChunks indexed = chunks.ofDocument(tenant, lamps(number));
    assertThat(indexed.revision()).isEqualTo(3);
    assertThat(indexed.embeddingModel()).isEqualTo(MODEL);
    assertThat(indexed.beside()).isNull();
    assertThat(indexed.chunks())
        .extracting(Embedded::vector)
        .containsExactly(new float[] {1, 0}, new float[] {0, 1});
    assertThat(indexed.chunks())
        .allSatisfy(chunk -> assertThat(chunk.chunk().dataset()).isEqualTo(edition.inIndex()));
    assertThat(chunks.embedded(tenant, MODEL, List.of("Clocks\nThe keeper winds the clock.")))
        .hasSize(1);
    assertThat(stores.datasets().shown(tenant, Set.of()).models())
        .isEqualTo(Map.of(edition, MODEL));
    assertThat(stores.datasets().shown(tenant, Set.of()).alone()).isTrue();
    assertThat(chunks.list(tenant, lamps(3 - number), FIRST_PAGE).items()).isEmpty();
  }

  @Test
  void aDatasetOfBeforeIsReindexed() {
    TenantId tenant = tenant(CHANGED);
    Dataset dataset = stores.datasets().find(tenant, dataset(CHANGED)).orElseThrow();
    EditionId edition = new EditionId(id(CHANGED, 99));
    Reindexing building = Reindexing.begin(dataset, edition, "new", dataset.chunking(), 1, AT);

    stores
        .unitOfWork()
        .inTenant(
            tenant,
            () -> {
              stores.reindexings().put(building);
              assertThat(stores.reindexings().documentsShown(tenant, dataset.id())).isEqualTo(1);
              assertThat(stores.reindexings().take(building, 10)).containsExactly(lamps(CHANGED));
              assertThat(
                      stores
                          .chunks()
                          .replaceBeside(tenant, lamps(CHANGED), edition, "new", List.of()))
                  .hasValue(4);
              stores.reindexings().put(building.cancelled(AT).tidied());
              return tenant;
            });

    assertThat(stores.reindexings().find(tenant, dataset.id()).orElseThrow().status())
        .isEqualTo(Reindexing.Status.CANCELLED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void conversationsRunsAndBotsAreReadAsTheyWere(int number) {
    TenantId tenant = tenant(number);
    ConversationId conversation = new ConversationId(id(number, 12));
    Conversations conversations = stores.conversations();

    assertThat(conversations.find(tenant, "keeper", conversation).orElseThrow().messageCount())
        .isEqualTo(2);
    List<Message> messages = conversations.messages(tenant, conversation);
    assertThat(messages)
        .extracting(Message::content)
        .containsExactly("When are lamps lit?", "At dusk [1].");
    assertThat(messages.getLast().citations())
        .singleElement()
        .satisfies(
            citation -> {
              assertThat(citation.document()).isEqualTo(lamps(number));
              assertThat(citation.quote()).isEqualTo("Lamps are lit at dusk.");
            });
    assertThat(
            conversations
                .list(tenant, new Conversations.Filter("keeper", "dusk", false), FIRST_PAGE)
                .items())
        .hasSize(1);
    assertThat(stores.runs().find(tenant, new RunId(id(number, 15))).orElseThrow().state())
        .isInstanceOf(RunState.Completed.class);
    BotId keeper = new BotId(id(number, 10));
    Bot bot = stores.bots().find(tenant, keeper).orElseThrow();
    assertThat(bot.datasets()).containsExactly(dataset(number));
    assertThat(bot.scopes()).containsExactly(new ScopeId(id(number, 11)));
    assertThat(bot.retrieval().rerank()).isFalse();
    assertThat(stores.scopes().find(tenant, new ScopeId(id(number, 11)))).isPresent();
    LocalDate day = LocalDate.parse("2026-10-01");
    assertThat(stores.usageLedger().spent(tenant, keeper, day, day)).isEqualTo(new Money(21));
    assertThat(stores.apiKeys().findByPrefix("pk_old" + number))
        .singleElement()
        .satisfies(stored -> assertThat(stored.key().tenant()).isEqualTo(tenant));
    assertThat(stores.evaluations().list(tenant, FIRST_PAGE).items()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theAuditChainIsIntact(int number) {
    AuditHead head = chain(tenant(number)).getLast().head();

    assertThat(verdict(tenant(number), head)).isEqualTo(new Intact(head));
  }

  @Test
  void theAuditChainGoesOn() {
    TenantId tenant = tenant(CHANGED);
    AuditHead head = chain(tenant).getLast().head();

    stores
        .auditTrail()
        .append(
            tenant,
            new AuditEntry("keeper", AuditAction.DOCUMENT_REMOVED, "document", "request", Map.of()),
            AT.plusSeconds(60));

    List<AuditEvent> all = stores.auditTrail().after(tenant, 0, 100);
    assertThat(all).extracting(AuditEvent::seq).containsExactly(1L, 2L, 3L, 4L);
    assertThat(all.getLast().prevHash()).isEqualTo(head.hash());
    assertThat(verdict(tenant, head)).isEqualTo(new Intact(all.getLast().head()));
  }

  private AuditVerdict verdict(TenantId tenant, AuditHead expected) {
    AuditVerifier verifier = new AuditVerifier(tenant, expected);
    stores.auditTrail().after(tenant, 0, 100).forEach(verifier::accept);
    return verifier.verdict();
  }
}
