package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static dev.parley.adapters.rest.Knowledge.created;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConversationTest {
  private final RestServer server = RestServer.shared();
  private final RestClient client =
      RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));

  private String begun() throws Exception {
    return "/v1/conversations/"
        + created(
            client.post(
                "/v1/conversations",
                "{\"first_message\":\"How are pumps kept?\",\"mode\":\"open\"}"));
  }

  @Test
  void beginsWithAMessageAndItsAnswer() throws Exception {
    Answer made =
        client.post(
            "/v1/conversations",
            "{\"first_message\":\"How are pumps kept?\",\"mode\":\"open\",\"model\":\"test/planned\"}");

    String id = created(made);
    assertThat(made.string("title")).isEqualTo("How are pumps kept?");
    assertThat(made.string("mode")).isEqualTo("open");
    assertThat(made.at("bot_id").isNull()).isTrue();
    assertThat(made.string("model")).isEqualTo("test/planned");
    assertThat(made.at("pinned").getBooleanValue()).isFalse();
    assertThat(made.at("archived").getBooleanValue()).isFalse();
    assertThat(made.number("message_count")).isEqualTo(2);
    assertThat(made.at("document_ids").size()).isZero();
    assertThat(made.at("dataset_ids").size()).isZero();
    assertThat(made.at("messages").size()).isEqualTo(2);
    assertThat(made.string("messages.0.role")).isEqualTo("user");
    assertThat(made.string("messages.0.content")).isEqualTo("How are pumps kept?");
    assertThat(made.at("messages.0.parent_id").isNull()).isTrue();
    assertThat(made.at("messages.0.model_used").isNull()).isTrue();
    assertThat(made.number("messages.0.tokens_used")).isPositive();
    assertThat(made.string("messages.1.role")).isEqualTo("assistant");
    assertThat(made.string("messages.1.conversation_id")).isEqualTo(id);
    assertThat(made.string("messages.1.parent_id")).isEqualTo(made.string("messages.0.id"));
    assertThat(made.string("messages.1.model_used")).isEqualTo("test/planned");
    assertThat(made.number("messages.1.tokens_used")).isEqualTo(5);
    assertThat(client.get("/v1/conversations/" + id).text()).isEqualTo(made.text());
  }

  @Test
  void looksIntoWhatItIsGiven() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String[] sources = {
      "\"dataset_ids\":[\"" + knowledge.dataset() + "\"]",
      "\"document_ids\":[\"" + knowledge.document() + "\"]",
      "\"bot_id\":\"" + knowledge.bot() + "\"",
      "\"bot_id\":\"helper\""
    };
    for (String source : sources) {
      Answer made =
          knowledge
              .admin()
              .post(
                  "/v1/conversations",
                  "{\"first_message\":\"grease\",\"mode\":\"rag\",\"title\":\"Mine\","
                      + source
                      + "}");

      assertThat(made.string("mode")).as(made.text()).isEqualTo("rag");
      assertThat(made.string("title")).isEqualTo("Mine");
      assertThat(made.string("messages.1.citations.0.document_id")).isEqualTo(knowledge.document());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "no such bot", "0198c1f0-0000-7000-8000-000000000000"})
  void doesNotBeginWithBotThatIsNone(String bot) throws Exception {
    String body = "{\"first_message\":\"a\",\"bot_id\":\"" + bot + "\"}";

    assertProblem(client.post("/v1/conversations", body), 404, "not_found");
    assertThat(client.get("/v1/conversations").number("total")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | invalid_request | first_message",
        "{\"first_message\":\"\"} | empty_message | message",
        "{\"first_message\":\"a\",\"mode\":\"rag\"} | nothing_to_search | mode",
        "{\"first_message\":\"a\",\"mode\":\"wild\"} | invalid_request | mode",
        "{\"first_message\":\"a\",\"title\":\" \"} | invalid_request | title",
        "{\"first_message\":\"a\",\"model\":\"other\"} | model_not_found | model",
      })
  void refusesBeginningsThatAreNone(String body, String code, String field) throws Exception {
    Answer answer = client.post("/v1/conversations", body);

    assertProblem(answer, 422, code);
    assertThat(answer.string("details.0.field")).isEqualTo(field);
    assertThat(client.get("/v1/conversations").number("total")).isZero();
  }

  @Test
  void keepsTheQuestionOfARunThatFailed() throws Exception {
    Answer answer =
        client.post("/v1/conversations", "{\"first_message\":\"fail provider_unavailable\"}");

    assertProblem(answer, 502, "provider_unavailable");
    Answer stored = client.get("/v1/conversations/" + answer.string("session_id"));
    assertThat(stored.at("messages").size()).isEqualTo(1);
  }

  @Test
  void editsAndRegeneratesOnBranchesOfTheirOwn() throws Exception {
    String path = begun();
    Answer begun = client.get(path);
    String question = begun.string("messages.0.id");
    String answer = begun.string("messages.1.id");

    Answer again = client.post(path + "/messages/" + answer + "/regenerate", "{}");
    assertThat(again.status()).as(again.text()).isEqualTo(201);
    assertThat(again.string("parent_id")).isEqualTo(question);
    assertThat(again.string("id")).isNotEqualTo(answer);

    Answer edited =
        client.post(
            path + "/messages/" + question + "/edit", "{\"message\":\"How are valves kept?\"}");
    assertThat(edited.status()).as(edited.text()).isEqualTo(201);
    assertThat(client.get(path).at("messages").size()).isEqualTo(5);
    assertThat(client.get(path).at("messages.3.parent_id").isNull()).isTrue();

    assertProblem(
        client.post(path + "/messages/" + question + "/regenerate", "{}"), 409, "not_an_answer");
    assertProblem(
        client.post(path + "/messages/" + answer + "/edit", "{\"message\":\"x\"}"),
        409,
        "not_a_question");
    assertProblem(
        client.post(path + "/messages/" + path.substring(18) + "/regenerate", "{}"),
        404,
        "not_found");
  }

  @Test
  void storesAMessageOnceThatIsSentTwiceUnderAKey() throws Exception {
    String path = begun();
    String first =
        client
            .call("POST", path + "/messages")
            .header("Idempotency-Key", "k-1")
            .json("{\"message\":\"And valves?\"}")
            .send()
            .string("id");
    Answer again =
        client
            .call("POST", path + "/messages")
            .header("Idempotency-Key", "k-1")
            .json("{\"message\":\"And valves?\"}")
            .send();

    assertThat(again.string("id")).isEqualTo(first);
    assertThat(client.get(path).number("message_count")).isEqualTo(4);
    assertProblem(
        client
            .call("POST", path + "/messages")
            .header("Idempotency-Key", "k-1")
            .json("{\"message\":\"And pipes?\"}")
            .send(),
        422,
        "idempotency_mismatch");
    assertProblem(
        client
            .call("POST", path + "/messages")
            .header("Idempotency-Key", "with space")
            .json("{\"message\":\"And pipes?\"}")
            .send(),
        422,
        "invalid_request");
  }

  @Test
  void listsAndFindsNewestChangeFirst() throws Exception {
    begun();
    String second =
        created(client.post("/v1/conversations", "{\"first_message\":\"Valves, then\"}"));

    Answer all = client.get("/v1/conversations");
    assertThat(all.number("total")).isEqualTo(2);
    assertThat(all.string("conversations.0.id")).isEqualTo(second);
    assertThat(all.text()).doesNotContain("\"messages\"");
    assertThat(client.get("/v1/conversations?q=VALVES").number("total")).isEqualTo(1);
    assertThat(client.get("/v1/conversations?q=nothing").number("total")).isZero();
    assertThat(client.get("/v1/conversations?q=").number("total")).isEqualTo(2);
    assertThat(client.get("/v1/conversations?page_size=1&page=2").at("conversations").size())
        .isEqualTo(1);

    client.patch("/v1/conversations/" + second, "{\"archived\":true}");
    assertThat(client.get("/v1/conversations?archived=true").number("total")).isEqualTo(1);
    assertThat(client.get("/v1/conversations?archived=false").number("total")).isEqualTo(1);
  }

  @Test
  void changesWhatIsNamedAndLeavesTheRest() throws Exception {
    String path = begun();

    Answer pinned = client.patch(path, "{\"pinned\":true}");
    Answer renamed = client.patch(path, "{\"title\":\"Pumps\"}");

    assertThat(pinned.string("title")).isEqualTo("How are pumps kept?");
    assertThat(renamed.string("title")).isEqualTo("Pumps");
    assertThat(renamed.at("pinned").getBooleanValue()).isTrue();
    assertProblem(client.patch(path, "{\"title\":\"\"}"), 422, "invalid_request");
  }

  @Test
  void forgetsOnRequest() throws Exception {
    String path = begun();

    assertThat(client.delete(path).status()).isEqualTo(204);

    assertProblem(client.get(path), 404, "not_found");
    assertProblem(client.delete(path), 404, "not_found");
    assertThat(client.get("/v1/conversations").number("total")).isZero();
  }

  @Test
  void answersAPutWithTheQuestionAtOnce() throws Exception {
    String path = begun();

    Answer added = client.put(path, "{\"message\":\"wait for it\"}");

    assertThat(added.status()).as(added.text()).isEqualTo(200);
    assertThat(added.string("role")).isEqualTo("user");
    assertThat(added.string("content")).isEqualTo("wait for it");
    assertThat(client.get(path).number("message_count")).isEqualTo(3);
    assertProblem(client.put(path, "{\"message\":\"hi\"}"), 409, "conversation_busy");
    server.model().release();
    while (client.get(path).number("message_count") < 4) {
      Thread.sleep(5);
    }
    assertThat(client.get(path).string("messages.3.role")).isEqualTo("assistant");
  }

  @Test
  void answersAPostWithTheAnswer() throws Exception {
    String path = begun();

    Answer whole = client.post(path + "/messages", "{\"message\":\"And now?\"}");
    Answer byContent = client.post(path + "/messages", "{\"content\":\"And now?\"}");
    Answer streamed = client.post(path + "/messages", "{\"message\":\"And now?\",\"stream\":true}");

    assertThat(whole.status()).as(whole.text()).isEqualTo(201);
    assertThat(whole.string("role")).isEqualTo("assistant");
    assertThat(whole.string("content")).isEqualTo("Pumps need grease.");
    assertThat(byContent.status()).isEqualTo(201);
    assertThat(streamed.status()).isEqualTo(200);
    assertThat(streamed.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(streamed.text()).contains("event: message.completed\n");
    assertThat(client.get(path).number("message_count")).isEqualTo(8);
    assertProblem(client.post(path + "/messages", "{}"), 422, "invalid_request");
    assertProblem(client.post(path + "/messages", "{\"message\":\"\"}"), 422, "empty_message");
    assertProblem(
        client.post(path + "/messages", "{\"message\":\"fail provider_rejected\"}"),
        502,
        "provider_rejected");
  }
}
