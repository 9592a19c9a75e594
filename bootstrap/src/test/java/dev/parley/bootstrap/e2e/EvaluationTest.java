package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bot is asked golden questions by the whole program, and judged. */
class EvaluationTest {
  private static final String EVALUATIONS = "/v1/admin/evaluations";

  private Workspace workspace;
  private String cellar;
  private String bot;

  @BeforeEach
  void fill() {
    workspace = Workspace.create(Servers.administered().administrator(), "evaluation");
    String dataset = workspace.createDataset("Houses");
    cellar = workspace.ingest(dataset, "cellar.txt", "The cellar holds twelve casks of cider.");
    String unused =
        workspace.ingest(dataset, "attic.txt", "The attic is dry and full of old newspapers.");
    bot = workspace.createBot("keeper", dataset);
  }

  private String begin(ApiClient client, Map<String, Object> body) {
    return client.post(EVALUATIONS, body).expect(201).json().text("id");
  }

  private Json ended(String id) {
    return Await.value(
        () -> "the end of evaluation " + id,
        () ->
            Optional.of(workspace.admin().get(EVALUATIONS + "/" + id).expect(200).json())
                .filter(evaluation -> !evaluation.text("status").equals("running")));
  }

  private static Json figures(Json evaluation, int configuration) {
    return evaluation.list("configurations").get(configuration).get("figures");
  }

  private static Map<String, Object> question(String text, String... relevant) {
    return Map.of("question", text, "relevant_document_ids", List.of(relevant));
  }

  @Test
  void comparesTwoConfigurationsAndLeavesNoConversations() {
    String scope =
        workspace
            .admin()
            .post(
                "/v1/admin/scopes",
                Map.of(
                    "name",
                    "Cider",
                    "grounded_only",
                    true,
                    "strictness",
                    "off",
                    "refusal_message",
                    "I only know the house."))
            .expect(201)
            .json()
            .text("id");
    String strict = workspace.createBot("strict");
    workspace
        .admin()
        .patch("/v1/admin/bots/" + strict, Map.of("scopes", List.of(scope)))
        .expect(200);

    Json done =
        ended(
            begin(
                workspace.admin(),
                Map.of(
                    "name",
                    "With and without documents",
                    "k",
                    1,
                    "configurations",
                    List.of(
                        Map.of("bot_id", bot, "name", "keeper"),
                        Map.of("bot_id", strict, "name", "empty", "model", "offline")),
                    "questions",
                    List.of(question("How many casks of cider does the cellar hold?", cellar)))));

    assertThat(done.text("status")).isEqualTo("completed");
    List<Json> answers = done.list("questions").getFirst().list("answers");
    assertThat(answers.getFirst().text("result")).isEqualTo("answered");
    assertThat(answers.getFirst().text("output")).contains("twelve casks");
    assertThat(answers.getFirst().toString()).contains("cited_document_ids=[" + cellar);
    assertThat(answers.getLast().text("result")).isEqualTo("refused");
    Json keeper = figures(done, 0);
    assertThat(keeper.fraction("recall_at_k")).isEqualTo(1);
    assertThat(keeper.fraction("ndcg_at_k")).isEqualTo(1);
    assertThat(keeper.fraction("mrr")).isEqualTo(1);
    assertThat(keeper.fraction("citation_precision")).isEqualTo(1);
    assertThat(keeper.number("false_refusals")).isZero();
    Json empty = figures(done, 1);
    assertThat(empty.fraction("recall_at_k")).isZero();
    assertThat(empty.fraction("false_refusal_rate")).isEqualTo(1);
    assertThat(workspace.admin().get("/v1/conversations").expect(200).json().number("total"))
        .isZero();
  }

  @Test
  void countsAnswersThatShouldHaveBeenRefused() {
    Json done =
        ended(
            begin(
                workspace.admin(),
                Map.of(
                    "bot_id",
                    bot,
                    "questions",
                    List.of(
                        Map.of("question", "Is the attic full of newspapers?", "refuse", true)))));

    assertThat(figures(done, 0).number("false_accepts")).isEqualTo(1);
    assertThat(figures(done, 0).fraction("false_accept_rate")).isEqualTo(1);
  }

  @Test
  void endsWithTheKeyThatAskedForIt() {
    Json key = workspace.createKey("knowledge");
    ApiClient keeper = workspace.admin().withKey(key.text("key"));
    List<Map<String, Object>> questions =
        IntStream.range(0, 200)
            .mapToObj(i -> question("How many casks are in cellar number " + i + "?"))
            .toList();
    String id = begin(keeper, Map.of("bot_id", bot, "questions", questions));
    workspace.admin().delete("/v1/admin/api-keys/" + key.text("id")).expect(204);

    Json ended = ended(id);

    assertThat(ended.text("status")).isEqualTo("failed");
    assertThat(ended.text("failure")).contains("does not hold");
    assertThat(ended.number("asked")).isLessThan(200);
  }
}
