package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server with a reranker, which misbehaves. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class RerankTest {
  private static final String KEY = "rk-e2e-canary-7f3e";
  private static final String QUESTION = "Who ground the second lens of Velmark Light?";

  private static Map<String, String> settings(ScriptedProvider provider) {
    return Map.of(
        "RERANK_MODEL",
        "judge",
        "RERANK_BASE_URL",
        provider.baseUrl().toString(),
        "RERANK_API_KEY",
        KEY,
        "PARLEY_ADMIN_KEY",
        ServerProcess.ADMIN_KEY,
        "PARLEY_DEMO",
        "false");
  }

  private static Json search(Workspace workspace, boolean rerank) {
    return workspace
        .admin()
        .post("/v1/search", Map.of("query", QUESTION, "rerank", rerank))
        .expect(200)
        .json();
  }

  private static List<String> warnings(Json found) {
    return found.list("warnings").stream().map(warning -> warning.text("code")).toList();
  }

  @Test
  void ordersByTheRerankerAndDoesWithoutIt() {
    try (Home home = Home.create();
        ScriptedProvider provider = ScriptedProvider.start();
        ServerProcess server = ServerProcess.start(home, settings(provider))) {
      Workspace workspace = Workspace.create(server.administrator(), "rerank");
      String dataset = workspace.createDataset("Notes");
      assertThat(
              workspace.ingest(
                  dataset, "lens.txt", "The second lens of Velmark Light was ground by Orvane."))
          .isNotEmpty();
      assertThat(workspace.ingest(dataset, "tide.txt", "Tides turn at Velmark twice a day."))
          .isNotEmpty();
      String bot = workspace.createBot("keeper", dataset);
      workspace
          .admin()
          .patch("/v1/admin/bots/" + bot, Map.of("retrieval", Map.of("rerank", true)))
          .expect(200);

      Json reranked = search(workspace, true);

      Json best = reranked.list("passages").getFirst();
      assertThat(best.text("text")).contains("Orvane");
      assertThat(best.get("scores").fraction("rerank")).isEqualTo(best.fraction("score"));
      assertThat(warnings(reranked)).isEmpty();
      assertThat(provider.requests("/v1/rerank")).hasSize(1);
      assertThat(search(workspace, false).list("passages").getFirst().get("scores").lacks("rerank"))
          .isTrue();
      assertThat(provider.requests("/v1/rerank")).hasSize(1);

      Json answered =
          workspace.admin().post("/v1/chat", Map.of("message", QUESTION)).expect(200).json();

      assertThat(answered.text("output")).contains("Orvane");
      assertThat(warnings(answered)).doesNotContain("not_reranked");
      assertThat(provider.requests("/v1/rerank")).hasSize(2);
      assertThat(provider.requests("/v1/rerank").get(1).body())
          .isEqualTo(provider.requests("/v1/rerank").getFirst().body());

      Reply refusal = Reply.refusal(500, "server_error", "planted " + KEY);
      provider.nextRerank(refusal, refusal, refusal, refusal);
      Json fused = search(workspace, true);
      Json chatted =
          workspace.admin().post("/v1/chat", Map.of("message", QUESTION)).expect(200).json();

      assertThat(warnings(fused)).containsExactly("not_reranked");
      assertThat(fused.list("passages")).isEqualTo(search(workspace, false).list("passages"));
      assertThat(warnings(chatted)).contains("not_reranked");
      assertThat(server.program().err() + server.program().out())
          .contains("reranker answered with status 500")
          .doesNotContain(KEY);
    }
  }
}
