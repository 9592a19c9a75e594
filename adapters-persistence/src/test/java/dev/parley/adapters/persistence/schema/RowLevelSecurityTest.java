package dev.parley.adapters.persistence.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.evaluation.Evaluations.Place;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.idempotency.Claim;
import dev.parley.application.idempotency.RequestName;
import dev.parley.application.knowledge.Drafts;
import dev.parley.application.response.ResponseId;
import dev.parley.application.response.StoredResponse;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Rating;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import dev.parley.domain.conversation.ShareToken;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.evaluation.GoldenAnswer.Result;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That the database alone keeps tenants apart, whatever the program forgets. Which tables there are
 * is asked of the catalogue: a new one is tested without being named here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowLevelSecurityTest {
  private static final String REFUSED = "42501";

  /** Tables that hold nothing of any tenant's. */
  private static final Map<String, String> NOT_OF_TENANTS =
      Map.of(
          "scheduled_tasks", "the scheduler's: ids of what is to be done, and no content",
          "embedding_models", "how long the vectors of each model are");

  /** Indexes that do not begin with the tenant, and why. */
  private static final Map<String, String> ACROSS_TENANTS =
      Map.ofEntries(
          Map.entry("tenants_slug_key", "slugs of tenants are unique in the installation"),
          Map.entry("api_keys_by_prefix", "finds out whose a presented key is"),
          Map.entry("runs_active_by_node", "recovery of what a node left behind"),
          Map.entry("runs_active_by_lease", "recovery of what a dead node left behind"),
          Map.entry("shares_by_token", "finds out whose share a token opens"),
          Map.entry("files_unused", "what was never used is removed for all tenants"),
          Map.entry("reindexings_unfinished", "a node brings on whosever dataset is reindexed"),
          Map.entry("evaluations_running", "a node takes up whosever evaluation waits"),
          Map.entry(
              "index_changes_by_transaction", "every node's index looks at changes of all tenants"),
          Map.entry("outbox_due", "one publisher sends for all tenants"),
          Map.entry("idempotent_requests_by_expiry", "what has expired is trimmed for all tenants"),
          Map.entry("responses_by_expiry", "what has expired is trimmed for all tenants"));

  private TestStore store;
  private Catalogue catalogue;
  private Connection runtime;
  private UUID tenant;
  private UUID otherTenant;

  @BeforeAll
  void fillEveryTable() throws SQLException {
    store = TestStore.emptied();
    catalogue = new Catalogue(store.database());
    tenant = filled(store.stores()).value();
    otherTenant = filled(store.stores()).value();
    runtime = store.database().connect();
    runtime.setAutoCommit(false);
    Catalogue.rows(runtime, "SELECT set_config('role', 'parley_app', false)");
    runtime.commit();
  }

  @AfterAll
  void close() throws SQLException {
    runtime.close();
    catalogue.close();
  }

  /** A tenant that has something in every table. */
  private TenantId filled(Stores stores) {
    StoredTenant owner = stores.tenant();
    TenantId id = owner.id();
    stores.apiKeys().add(Fixtures.apiKey(id, "pk_row_test"), new byte[32]);
    Dataset dataset = owner.withDataset();
    Bot bot = owner.withBot(dataset.id());
    Document document = owner.withDocument(dataset, "Pumps");
    owner.withChunk(document, "Pumps");
    stores
        .documents()
        .storeText(
            id, document.id(), new ExtractedText("Pumps", List.of(0), ExtractedText.Markup.PLAIN));
    stores
        .drafts()
        .keepText(
            id,
            document.id(),
            new Drafts.Source(document.contentHash(), document.mediaType()),
            new ExtractedText("Pumps", List.of(0), ExtractedText.Markup.PLAIN));
    stores
        .drafts()
        .keepVectors(
            id,
            document.id(),
            "model",
            List.of(new Drafts.Vector(document.contentHash(), new float[] {1})));
    stores.documents().update(document.progressed(DocumentStatus.INDEXED, 1, Fixtures.NOW));
    Reindexing building =
        Reindexing.begin(
            dataset, new EditionId(Fixtures.id()), "model", dataset.chunking(), 1, Fixtures.NOW);
    stores.reindexings().put(building);
    stores.reindexings().take(building, 1);
    Conversation conversation = owner.withConversation();
    Run run = owner.withRun(conversation);
    stores
        .attachments()
        .attach(
            id,
            conversation.id(),
            run.question(),
            List.of(
                owner.withAttachment(StoredTenant.OWNER, "Pumps").id(),
                owner.withPicture(StoredTenant.OWNER).id()));
    stores.usageLedger().record(run, TokenUsage.NONE, Fixtures.NOW);
    stores
        .summaries()
        .keep(id, conversation.id(), new ConversationSummary("Pumps.", 1, Fixtures.id(), 2));
    stores
        .feedbacks()
        .put(id, StoredTenant.OWNER, run.question(), new Feedback(Rating.UP, null), Fixtures.NOW);
    stores
        .shares()
        .add(
            new Share(
                new ShareId(Fixtures.id()),
                id,
                conversation.id(),
                StoredTenant.OWNER,
                "Pumps",
                run.question(),
                null,
                Fixtures.NOW),
            ShareToken.make(new SecureRandom()).hash());
    stores
        .idempotency()
        .take(
            new Claim(new RequestName(id, StoredTenant.OWNER, new ClientKey("k-1")), Fixtures.id()),
            null,
            Fixtures.NOW,
            Fixtures.NOW);
    stores
        .responses()
        .add(
            new StoredResponse(
                id,
                StoredTenant.OWNER,
                new ResponseId(Fixtures.id()),
                null,
                new StoredResponse.Chain(1, 4),
                "{}",
                "[]",
                Fixtures.NOW,
                Fixtures.NOW));
    evaluate(stores, owner, bot);
    UUID scope = Fixtures.id();
    store
        .unitOfWork()
        .rowsOf(
            id,
            sql -> {
              sql.update(
                  """
                  INSERT INTO users
                    (tenant_id, id, email, name, roles, status, created_at, updated_at)
                  VALUES (?, ?, 'ann@example.com', 'Ann', '{chat}', 'active', now(), now())
                  """,
                  id.value(),
                  Fixtures.id());
              sql.update(
                  """
                  INSERT INTO scopes
                    (tenant_id, id, name, description, allowed_topics, example_questions,
                     denied_topics, refusal_message, strictness, pii_policy, grounded_only,
                     created_at, updated_at)
                  VALUES (?, ?, 'Water', '', '{}', '{}', '{}', 'No.', 'strict', '{}', true,
                    now(), now())
                  """,
                  id.value(),
                  scope);
              sql.update(
                  """
                  INSERT INTO bot_scopes (tenant_id, bot_id, scope_id, ordinal)
                  VALUES (?, ?, ?, 0)
                  """,
                  id.value(),
                  bot.id().value(),
                  scope);
              sql.update(
                  """
                  INSERT INTO audit_events
                    (tenant_id, seq, at, actor, action, target_kind, target_id, details,
                     prev_hash, hash)
                  VALUES (?, 1, now(), 'key:x', 'bot.created', 'bot', 'x', '{}', ?, ?)
                  """,
                  id.value(),
                  new byte[32],
                  new byte[32]);
              sql.update(
                  """
                  INSERT INTO audit_pending
                    (tenant_id, at, actor, action, target_kind, target_id, details)
                  VALUES (?, now(), 'key:x', 'bot.created', 'bot', 'x', '{}')
                  """,
                  id.value());
              return sql.update(
                  """
                  INSERT INTO outbox (tenant_id, id, type, payload, created_at, due_at)
                  VALUES (?, ?, 'run.completed', '{}', now(), now())
                  """,
                  id.value(),
                  Fixtures.id());
            });
    return id;
  }

  private static void evaluate(Stores stores, StoredTenant owner, Bot bot) {
    Evaluation evaluation =
        new Evaluation(
            new EvaluationId(Fixtures.id()),
            new Principal(owner.id(), StoredTenant.OWNER, Set.of(Role.KNOWLEDGE)),
            "Pumps",
            List.of(new Configuration("A", bot.id(), null)),
            List.of(new GoldenQuestion("Which?", Set.of(), false)),
            10,
            Evaluation.Status.RUNNING,
            null,
            Fixtures.NOW,
            null);
    stores.evaluations().add(evaluation);
    String node = owner.id().toString();
    var claimed =
        stores
            .unitOfWork()
            .acrossTenants(
                () -> stores.evaluations().claim(node, Fixtures.NOW, Fixtures.NOW.plusSeconds(60)));
    assertThat(claimed).contains(evaluation);
    assertThat(
            stores
                .evaluations()
                .keep(
                    owner.id(),
                    evaluation.id(),
                    node,
                    new Place(0, 0),
                    new GoldenAnswer(
                        Result.FAILED,
                        "bot_not_found",
                        "",
                        List.of(),
                        List.of(),
                        TokenUsage.NONE,
                        Duration.ZERO)))
        .isTrue();
  }

  private static String tenantColumn(String table) {
    return table.equals("tenants") ? "id" : "tenant_id";
  }

  Stream<String> tenantTables() {
    return catalogue.tables().stream().filter(table -> !NOT_OF_TENANTS.containsKey(table));
  }

  /** Something that is done on a connection as the program would, if it made a mistake. */
  @FunctionalInterface
  private interface Attempt<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Runs an attempt as the runtime role with this setting of the transaction; undoes it. */
  private <T> T asRuntime(String setting, String value, Attempt<T> attempt) throws SQLException {
    Catalogue.rows(runtime, "SELECT set_config(?, ?, true)", setting, value);
    try {
      return attempt.on(runtime);
    } finally {
      runtime.rollback();
    }
  }

  private <T> T inTenant(UUID id, Attempt<T> attempt) throws SQLException {
    return asRuntime("app.tenant_id", id.toString(), attempt);
  }

  private List<String> tenantsSeen(String setting, String value, String table) throws SQLException {
    return asRuntime(setting, value, connection -> tenantsIn(connection, table));
  }

  private static List<String> tenantsIn(Connection connection, String table) throws SQLException {
    return Catalogue.rows(
            connection, "SELECT DISTINCT " + tenantColumn(table) + " AS tenant FROM " + table)
        .stream()
        .map(row -> row.get("tenant"))
        .toList();
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private boolean may(String privilege, String table) {
    return catalogue
        .column("SELECT has_table_privilege('parley_app', ?, ?)", table, privilege)
        .equals(List.of("t"));
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void isFilledForBothTenants(String table) {
    assertThat(
            catalogue.column("SELECT DISTINCT " + tenantColumn(table) + " AS tenant FROM " + table))
        .as("this test needs a row in each new table")
        .contains(tenant.toString(), otherTenant.toString());
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void isEnabledAndForced(String table) {
    assertThat(
            catalogue.rows(
                """
                SELECT relrowsecurity AS enabled, relforcerowsecurity AS forced
                FROM pg_class
                WHERE oid = ?::regclass
                """,
                table))
        .containsExactly(Map.of("enabled", "t", "forced", "t"));
    assertThat(
            catalogue.rows(
                """
                SELECT cmd, permissive, roles::text AS roles, qual, with_check
                FROM pg_policies
                WHERE schemaname = 'public' AND tablename = ?
                """,
                table))
        .containsExactly(
            Map.of(
                "cmd", "ALL",
                "permissive", "PERMISSIVE",
                "roles", "{public}",
                "qual", "may_see(" + tenantColumn(table) + ")",
                "with_check", "may_see(" + tenantColumn(table) + ")"));
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void hasTheTenantFirstInItsKeyAndIndexes(String table) {
    List<Map<String, String>> indexes =
        catalogue.rows(
            """
            SELECT i.indexrelid::regclass::text AS index, i.indisprimary AS key,
              pg_get_indexdef(i.indexrelid, 1, true) AS first
            FROM pg_index i
            WHERE i.indrelid = ?::regclass
            """,
            table);

    assertThat(indexes).anyMatch(index -> "t".equals(index.get("key")));
    assertThat(indexes)
        .filteredOn(index -> !ACROSS_TENANTS.containsKey(index.get("index")))
        .allSatisfy(index -> assertThat(index.get("first")).isEqualTo(tenantColumn(table)));
  }

  @Test
  void namesNoExceptionThatIsNotThere() {
    assertThat(catalogue.column("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"))
        .containsAll(ACROSS_TENANTS.keySet());
    assertThat(catalogue.tables()).containsAll(NOT_OF_TENANTS.keySet());
  }

  @Test
  void hasTheTenantInEveryForeignKey() {
    List<Map<String, String>> keys =
        catalogue.rows(
            """
            SELECT c.conname AS name, c.confrelid::regclass::text AS referenced,
              (SELECT attname FROM pg_attribute
                WHERE attrelid = c.conrelid AND attnum = c.conkey[1]) AS here,
              (SELECT attname FROM pg_attribute
                WHERE attrelid = c.confrelid AND attnum = c.confkey[1]) AS there
            FROM pg_constraint c
            WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
            """);

    assertThat(keys)
        .isNotEmpty()
        .allSatisfy(
            key -> {
              assertThat(key.get("here")).isEqualTo("tenant_id");
              assertThat(key.get("there"))
                  .isEqualTo(tenantColumn(requireNonNull(key.get("referenced"))));
            });
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void showsATenantItsOwnRowsOnly(String table) throws SQLException {
    assertThat(tenantsSeen("app.tenant_id", tenant.toString(), table))
        .containsExactly(tenant.toString());
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void showsNothingToATransactionThatSaysNoTenant(String table) throws SQLException {
    assertThat(tenantsSeen("app.tenant_id", "", table)).isEmpty();
    assertThat(tenantsSeen("app.platform", "off", table)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void showsThePlatformEverything(String table) throws SQLException {
    assertThat(tenantsSeen("app.platform", "on", table))
        .containsExactlyInAnyOrder(tenant.toString(), otherTenant.toString());
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void letsNobodyChangeOrRemoveRowsOfAnother(String table) throws SQLException {
    String column = tenantColumn(table);
    if (may("UPDATE", table)) {
      assertTouchesNothing("UPDATE %1$s SET %2$s = %2$s WHERE %2$s = ?".formatted(table, column));
    }
    if (may("DELETE", table)) {
      assertTouchesNothing("DELETE FROM %s WHERE %s = ?".formatted(table, column));
    }
  }

  private void assertTouchesNothing(String statement) throws SQLException {
    int touched = inTenant(tenant, connection -> update(connection, statement, otherTenant));

    assertThat(touched).isZero();
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void letsNobodyAddRowsForAnother(String table) throws SQLException {
    String foreign =
        catalogue
            .column(
                "SELECT to_jsonb(t) FROM %s t WHERE %s = ? LIMIT 1"
                    .formatted(table, tenantColumn(table)),
                otherTenant)
            .getFirst();

    assertRefused(() -> inTenant(tenant, connection -> insert(connection, table, foreign)));
    assertRefused(
        () -> asRuntime("app.tenant_id", "", connection -> insert(connection, table, foreign)));
  }

  private static int insert(Connection connection, String table, String row) throws SQLException {
    return update(
        connection,
        "INSERT INTO %1$s SELECT * FROM jsonb_populate_record(NULL::%1$s, ?::jsonb)"
            .formatted(table),
        row);
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void letsNobodyGiveRowsToAnother(String table) {
    if (may("UPDATE", table)) {
      assertRefused(
          () ->
              inTenant(
                  tenant,
                  connection ->
                      update(
                          connection,
                          "UPDATE %s SET %s = ?".formatted(table, tenantColumn(table)),
                          otherTenant)));
    }
  }

  private static void assertRefused(ThrowingCallable attempt) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(attempt)
        .withMessageContaining("row-level security")
        .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo(REFUSED));
  }

  @Test
  void givesTheRuntimeRoleNothingToOwn() {
    assertThat(
            catalogue.column(
                """
                SELECT classid::regclass::text || ' ' || objid
                FROM pg_shdepend
                WHERE refobjid = 'parley_app'::regrole AND deptype = 'o'
                """))
        .isEmpty();
  }

  @Test
  void givesTheRuntimeRoleNoSpecialRights() {
    assertThat(
            catalogue.rows(
                """
                SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
                  rolreplication
                FROM pg_roles
                WHERE rolname = 'parley_app'
                """))
        .singleElement()
        .satisfies(rights -> assertThat(rights.values()).containsOnly("f"));
    assertThat(
            catalogue.column(
                """
                SELECT roleid::regrole::text
                FROM pg_auth_members
                WHERE member = 'parley_app'::regrole
                """))
        .isEmpty();
  }

  @Test
  void givesTheRuntimeRoleRowsAndNothingElse() {
    List<Map<String, String>> grants =
        catalogue.rows(
            """
            SELECT table_name, privilege_type
            FROM information_schema.role_table_grants
            WHERE grantee = 'parley_app'
            """);

    assertThat(grants)
        .extracting(grant -> grant.get("privilege_type"))
        .containsOnly("SELECT", "INSERT", "UPDATE", "DELETE");
    assertThat(grants)
        .extracting(grant -> grant.get("table_name"))
        .hasSameElementsAs(catalogue.tables());
  }

  @Test
  void letsTheRuntimeRoleRewriteNeitherAuditNorUsage() {
    for (String table : Set.of("audit_events", "usage_records")) {
      assertThat(may("INSERT", table)).isTrue();
      assertThat(may("UPDATE", table)).isFalse();
      assertThat(may("DELETE", table)).isFalse();
    }
  }
}
