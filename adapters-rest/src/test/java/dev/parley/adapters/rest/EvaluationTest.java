package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bots are asked golden questions, and what they do is judged. */
final class EvaluationTest {
  private static final String EVALUATIONS = "/v1/admin/evaluations";

  private final RestServer server = RestServer.shared();
  private Knowledge knowledge;

  @BeforeEach
  void fill() throws Exception {
    knowledge = Knowledge.in(server);
  }

  /** The id of an evaluation that has not been taken up. */
  static String begun(Knowledge knowledge) throws Exception {
    return Knowledge.created(knowledge.admin().post(EVALUATIONS, golden(knowledge)));
  }

  private static String golden(Knowledge knowledge) {
    return """
        {"name": "Pumps", "bot_id": "%s", "k": 5, "questions": [
          {"question": "How often does each pump need grease?",
           "relevant_document_ids": ["%s"]},
          {"question": "zzqx vvkw", "refuse": true}]}
        """
        .formatted(knowledge.bot(), knowledge.document());
  }

  @Test
  void showsWhatIsToBeAsked() throws Exception {
    Answer shown = knowledge.admin().get(EVALUATIONS + "/" + begun(knowledge));

    assertThat(shown.string("name")).isEqualTo("Pumps");
    assertThat(shown.string("status")).isEqualTo("running");
    assertThat(shown.number("asked")).isZero();
    assertThat(shown.number("to_ask")).isEqualTo(2);
    assertThat(shown.string("configurations.0.bot_id")).isEqualTo(knowledge.bot());
    assertThat(shown.text()).contains("\"recall_at_k\":null", "\"false_accept_rate\":null");
    assertThat(shown.string("questions.0.relevant_document_ids.0")).isEqualTo(knowledge.document());
    assertThat(shown.text()).contains("\"refuse\":true,\"answers\":[null]");
  }

  @Test
  void listsWithoutQuestionsAndRemoves() throws Exception {
    String id = begun(knowledge);

    Answer list = knowledge.admin().get(EVALUATIONS);
    assertThat(list.number("total")).isEqualTo(1);
    assertThat(list.string("evaluations.0.id")).isEqualTo(id);
    assertThat(list.text()).contains("\"questions\":null");

    assertThat(knowledge.admin().call("DELETE", EVALUATIONS + "/" + id).send().status())
        .isEqualTo(204);
    assertProblem(knowledge.admin().get(EVALUATIONS + "/" + id), 404, "not_found");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Knowledge others = Knowledge.in(server);
    String question = "{\"question\":\"How?\"}";

    assertRefused(422, "{\"questions\":[" + question + "]}", "bot_id");
    assertRefused(422, "{\"bot_id\":\"" + knowledge.bot() + "\",\"questions\":[]}", "questions");
    assertRefused(
        422,
        "{\"bot_id\":\"" + knowledge.bot() + "\",\"k\":51,\"questions\":[" + question + "]}",
        "k: 51");
    assertRefused(
        422,
        """
        {"configurations":[{"bot_id":"%s","model":"nobody"}],"questions":[{"question":"How?"}]}
        """
            .formatted(knowledge.bot()),
        "nobody");
    assertRefused(
        404, "{\"bot_id\":\"" + others.bot() + "\",\"questions\":[" + question + "]}", "");
    assertRefused(
        404,
        """
        {"bot_id":"%s","questions":[{"question":"How?","relevant_document_ids":["%s"]}]}
        """
            .formatted(knowledge.bot(), others.document()),
        "");
  }

  private void assertRefused(int status, String body, String detail) throws Exception {
    Answer answer = knowledge.admin().post(EVALUATIONS, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(detail);
  }

  @Test
  void takesNoMoreThanAFewAtOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      String unused = begun(knowledge);
    }

    Answer answer = knowledge.admin().post(EVALUATIONS, golden(knowledge));

    assertProblem(answer, 503, "overloaded");
    assertThat(answer.headers().firstValue("Retry-After")).contains("60");
  }

  @Test
  void isForWhoeverKeepsKnowledge() throws Exception {
    RestClient chat = RestClient.with(server, server.key(knowledge.tenant().id(), Role.CHAT));

    assertProblem(chat.post(EVALUATIONS, golden(knowledge)), 403, "forbidden");
    assertProblem(chat.get(EVALUATIONS), 403, "forbidden");
  }
}
