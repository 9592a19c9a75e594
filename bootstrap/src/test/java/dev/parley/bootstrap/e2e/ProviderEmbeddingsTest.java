package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose documents and questions are embedded by a provider, which misbehaves. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ProviderEmbeddingsTest {
  private static final String MODEL = "ollama/nomic-embed-text";
  private static final String LENS = "The second lens of Velmark Light was ground by Orvane.";

  private static Map<String, String> settings(ScriptedProvider provider) {
    return Map.of(
        "EMBEDDING_MODEL",
        MODEL,
        "EMBEDDING_BASE_URL",
        provider.root().toString(),
        "PARLEY_ADMIN_KEY",
        ServerProcess.ADMIN_KEY,
        "PARLEY_DEMO",
        "false");
  }

  private static Json search(Workspace workspace, String query) {
    return workspace.admin().post("/v1/search", Map.of("query", query)).expect(200).json();
  }

  private static List<String> warnings(Json found) {
    return found.list("warnings").stream().map(warning -> warning.text("code")).toList();
  }

  @Test
  void searchesByItsVectorsAndByWordsWhileItIsAwayAndRefusesAnotherModelOfItsName() {
    try (Home home = Home.create();
        ScriptedProvider provider = ScriptedProvider.start().withEmbeddingsOf(1_536);
        ServerProcess server = ServerProcess.start(home, settings(provider))) {
      Workspace workspace = Workspace.create(server.administrator(), "vectors");
      String dataset = workspace.createDataset("Notes");
      assertThat(workspace.ingest(dataset, "lens.txt", LENS)).isNotEmpty();

      Json found = search(workspace, "Who ground the lens?");

      assertThat(found.list("passages").getFirst().get("ranks").number("semantic")).isOne();
      assertThat(warnings(found)).isEmpty();
      assertThat(vector(workspace)).hasSize(1_536);

      provider.nextEmbedding(Reply.refusal(401, "invalid_api_key", "planted"));
      Json byWords = search(workspace, "Who ground the lens?");

      assertThat(byWords.list("passages").getFirst().text("text")).contains("Orvane");
      assertThat(byWords.list("passages").getFirst().get("ranks").lacks("semantic")).isTrue();
      assertThat(warnings(byWords)).containsExactly("meaning_unavailable");

      provider.withEmbeddingsOf(768);
      String other =
          workspace.upload(dataset, "tide.txt", "Tides turn.".getBytes(StandardCharsets.UTF_8));
      Json failed =
          Await.value(
              () -> "failed: " + workspace.document(dataset, other),
              () ->
                  Optional.of(workspace.document(dataset, other))
                      .filter(state -> state.text("status").equals("failed")));

      assertThat(failed.get("error").text("code")).isEqualTo("embedding_refused");
      assertThat(warnings(search(workspace, "lens"))).containsExactly("meaning_unavailable");
      assertThat(server.program().err() + server.program().out())
          .contains(MODEL, "768 numbers", "expected: 1536");
    }
  }

  @Test
  void booksWhatIsEmbeddedOnTheTenantWhoseItIs() {
    try (SharedDatabase database = SharedDatabase.start();
        Home home = Home.create();
        ScriptedProvider provider = ScriptedProvider.start().withEmbeddingsOf(64);
        ServerProcess server =
            ServerProcess.start(
                home,
                Map.of(
                    "DATABASE_URL",
                    database.url(),
                    "OPENAI_BASE_URL",
                    provider.root() + "/v1",
                    "OPENAI_API_KEY",
                    "key",
                    "EMBEDDING_MODEL",
                    "openai/text-embedding-3-small",
                    "PARLEY_ADMIN_KEY",
                    ServerProcess.ADMIN_KEY,
                    "PARLEY_DEMO",
                    "false"))) {
      Workspace one = Workspace.create(server.administrator(), "metered");
      Workspace other = Workspace.create(server.administrator(), "other");
      String dataset = one.createDataset("Notes");
      String lens = one.ingest(dataset, "lens.txt", LENS);

      int tokens = one.document(dataset, lens).number("tokens");
      assertThat(booked(database, one, 1))
          .containsExactly("ingestion text-embedding-3-small " + tokens + " 1");
      assertThat(one.ingest(one.createDataset("Copies"), "lens.txt", LENS)).isNotEmpty();
      assertThat(one.ingest(dataset, "tide.txt", "Tides turn twice a day.")).isNotEmpty();

      assertThat(booked(database, one, 2)).hasSize(2);

      Json key = one.createKey("chat");
      String caller = "key:" + key.text("id") + " text-embedding-3-small ";
      ApiClient client = one.admin().withKey(key.text("key"));
      assertThat(client.post("/v1/search", Map.of("query", "lens")).expect(200).json()).isNotNull();
      String question = caller + new EstimatingTokenCounter().count("lens") + " 1";
      assertThat(booked(database, one, 3)).hasSize(3).contains(question);
      assertThat(Workspace.sendFile(client, "lens.txt", LENS.getBytes(StandardCharsets.UTF_8)))
          .isNotEmpty();
      assertThat(booked(database, one, 4)).hasSize(4).contains(question, caller + tokens + " 1");
      assertThat(booked(database, other, 0)).isEmpty();
    }
  }

  /** What is in the books of a tenant, once there is so much of it. */
  private static List<String> booked(SharedDatabase database, Workspace workspace, int rows) {
    return Await.value(
        () -> rows + " in the books",
        () -> {
          List<String> found = new ArrayList<>();
          try (Connection connection = database.connect();
              PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      SELECT subject || ' ' || model || ' ' || prompt_tokens || ' ' || cost_micro_usd
                      FROM usage_records
                      WHERE tenant_id = ?::uuid AND bot_id IS NULL AND completion_tokens = 0
                      """)) {
            statement.setString(1, workspace.tenant());
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                found.add(result.getString(1));
              }
            }
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
          return found.size() < rows ? Optional.empty() : Optional.of(found);
        });
  }

  private static List<Json> vector(Workspace workspace) {
    return workspace
        .admin()
        .post("/v1/embeddings", Map.of("model", MODEL, "input", "one"))
        .expect(200)
        .json()
        .list("data")
        .getFirst()
        .list("embedding");
  }
}
