package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.pgvector.PgVectorServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parley on a PostgreSQL server that has pgvector. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PgVectorTest {
  private static final String QUESTION = "Who ground the second lens of Velmark Light?";
  private static final String FACT = "Tessaly Orvane";

  private static PgVectorServer database;
  private static String name;
  private static Home home;
  private static ServerProcess server;

  @BeforeAll
  static void start() {
    database = PgVectorServer.shared();
    name = database.createDatabase();
    home = Home.create();
    server = ServerProcess.start(home, settings(Map.of()));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      home.close();
    }
  }

  private static Map<String, String> settings(Map<String, String> more) {
    return settings(database, name, more);
  }

  /** Of a server without the demo on a database of that server's. */
  static Map<String, String> settings(
      PgVectorServer server, String database, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("DATABASE_URL", url(server, database, server.user(), server.password()));
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("PARLEY_DEMO", "false");
    settings.put("MODEL_DEFAULT", "offline");
    settings.putAll(more);
    return settings;
  }

  private static String url(PgVectorServer server, String database, String user, String password) {
    String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    return "postgres://%s:%s@%s/%s".formatted(user, encoded, server.address(), database);
  }

  private static void run(String sql) {
    try (Connection connection = database.connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String index(ServerProcess asked) {
    Json index = asked.administrator().get("/v1/health").expect(200).json();
    return index.get("components").get("vector_index").text("detail");
  }

  private static List<String> search(Workspace workspace, String dataset) {
    return workspace.searched(dataset, QUESTION);
  }

  @Test
  void findsCitesAndForgetsThenRebuildsWhatIsLost() {
    assertThat(index(server)).startsWith("pgvector ");
    Workspace workspace = Workspace.create(server.administrator(), "harbour");
    Workspace stranger = Workspace.create(server.administrator(), "stranger");
    String dataset = workspace.createDataset("Handbooks");
    String unused = workspace.createBot("keeper", dataset);
    String handbook = workspace.upload(dataset, "Velmark Light.pdf", Pdfs.of(Handbook.pages()));
    unused = workspace.awaitIndexed(dataset, handbook).toString();

    assertThat(search(workspace, dataset)).isNotEmpty().containsOnly(handbook);
    assertThat(search(stranger, stranger.createDataset("Empty"))).isEmpty();
    Json answer =
        workspace.admin().post("/v1/chat", Map.of("message", QUESTION)).expect(200).json();
    assertThat(answer.text("output")).contains(FACT);
    assertThat(answer.list("citations"))
        .anySatisfy(
            citation -> {
              assertThat(citation.text("document_id")).isEqualTo(handbook);
              assertThat(citation.number("page")).isEqualTo(3);
              assertThat(Pdfs.normalised(citation.text("text"))).contains(FACT);
            });
    assertThat(home.path().resolve("index")).doesNotExist();

    server.close();
    run("TRUNCATE passages, passage_documents, passage_words, passage_totals");
    server = ServerProcess.start(home, settings(Map.of("RAG_VECTOR_STORE", "pgvector")));
    assertThat(server.program().err() + server.program().out())
        .contains("brought 1 documents of the index up to date");
    Workspace again = workspace.on(server);
    assertThat(search(again, dataset)).isNotEmpty().containsOnly(handbook);

    again.admin().delete(Workspace.documents(dataset) + "/" + handbook).expect(204);
    assertThat(search(again, dataset)).isEmpty();
    assertThat(
            again
                .admin()
                .post("/v1/chat", Map.of("message", QUESTION))
                .expect(200)
                .json()
                .list("citations"))
        .isEmpty();
  }

  @Test
  void allNodesFindWhatOneWasGivenAndNothingThatOneTookBack() {
    Workspace here = Workspace.create(server.administrator(), "islands");
    String dataset = here.createDataset("Notes");
    try (Home elsewhere = Home.create();
        ServerProcess other = ServerProcess.start(elsewhere, settings(Map.of()))) {
      String notes =
          here.ingest(dataset, "lens.txt", "Tessaly Orvane ground the second lens of Velmark.\n");
      assertThat(search(here.on(other), dataset)).containsExactly(notes);

      here.on(other).admin().delete(Workspace.documents(dataset) + "/" + notes).expect(204);
      assertThat(search(here, dataset)).isEmpty();
    }
  }

  @Test
  void doesNotStartWhereAskedForAnExtensionThatMayNotBeAdded() {
    String ordinary = database.createDatabase();
    run("CREATE ROLE harbourmaster LOGIN CREATEROLE PASSWORD 'harbour'");
    run("ALTER DATABASE " + ordinary + " OWNER TO harbourmaster");
    String url = url(database, ordinary, "harbourmaster", "harbour");
    run("GRANT parley_app TO harbourmaster");
    try (Home other = Home.create()) {
      Map<String, String> asked =
          settings(Map.of("DATABASE_URL", url, "RAG_VECTOR_STORE", "pgvector"));
      try (Program program = ServerProcess.launch(other, asked)) {
        assertThat(program.awaitExit(Await.LONG)).isNotZero();
        assertThat(program.err())
            .contains("RAG_VECTOR_STORE: pgvector, but the login harbourmaster may not add")
            .doesNotContain("at dev.parley");
      }
      try (ServerProcess found =
          ServerProcess.start(other, settings(Map.of("DATABASE_URL", url)))) {
        assertThat(index(found)).isEqualTo("Lucene");
        assertThat(found.program().err() + found.program().out())
            .contains("passages are found in Lucene: the login harbourmaster may not add");
      }
    }
  }
}
