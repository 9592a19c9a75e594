package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertBothForms;
import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.tenant.Role;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatTest {
  private final RestServer server = RestServer.shared();

  private RestClient chatter() {
    return RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));
  }

  @Test
  void answersWithItsSources() throws Exception {
    Knowledge knowledge = Knowledge.in(server);

    Answer answer =
        knowledge
            .admin()
            .post("/v1/chat", "{\"message\":\"When do pumps need grease?\",\"bot_id\":\"helper\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.string("output")).isEqualTo("Pumps need grease [1].");
    assertThat(answer.string("finish_reason")).isEqualTo("stop");
    assertThat(answer.string("model")).isEqualTo("test/planned");
    assertThat(answer.number("usage.prompt_tokens")).isEqualTo(11);
    assertThat(answer.number("usage.completion_tokens")).isEqualTo(5);
    assertThat(answer.number("usage.total_tokens")).isEqualTo(16);
    assertThat(answer.text()).contains("\"cost\":0.000005");
    assertThat(answer.json().get("refusal")).isNull();
    assertThat(answer.at("warnings").size()).isZero();
    assertThat(answer.number("citations.0.index")).isEqualTo(1);
    assertThat(answer.string("citations.0.document_id")).isEqualTo(knowledge.document());
    assertThat(answer.string("citations.0.title")).isEqualTo("pumps.md");
    assertThat(answer.number("citations.0.page")).isEqualTo(1);
    String text =
        knowledge
            .admin()
            .get(knowledge.documents() + "/" + knowledge.document() + "/content")
            .text();
    int start = answer.number("citations.0.start");
    int end = answer.number("citations.0.end");
    assertThat(text.substring(start, end)).isEqualTo(answer.string("citations.0.quote"));
    int passage = answer.number("citations.0.text_start");
    assertThat(text.substring(passage)).startsWith(answer.string("citations.0.text"));
  }

  @Test
  void takesABotByItsIdToo() throws Exception {
    Knowledge knowledge = Knowledge.in(server);

    Answer answer =
        knowledge
            .admin()
            .post("/v1/chat", "{\"message\":\"grease\",\"bot_id\":\"" + knowledge.bot() + "\"}");

    assertThat(answer.at("citations").size()).isEqualTo(1);
  }

  @Test
  void goesOnWithASessionAndKeepsItsBot() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    Answer first =
        knowledge.admin().post("/v1/chat", "{\"message\":\"grease\",\"bot_id\":\"helper\"}");

    Answer second =
        knowledge
            .admin()
            .post(
                "/v1/chat",
                "{\"message\":\"and valves?\",\"bot_id\":\"helper\",\"session_id\":\""
                    + first.string("session_id")
                    + "\"}");

    assertThat(second.string("session_id")).isEqualTo(first.string("session_id"));
    assertThat(second.at("citations").size()).isEqualTo(1);
    assertThat(server.model().lastAsked().prompt().turns())
        .extracting(Turn::text)
        .containsExactly("grease", "Pumps need grease [1].", "and valves?");
  }

  @Test
  void refusesASessionOfAnotherBot() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    Answer first = knowledge.admin().post("/v1/chat", "{\"message\":\"hi\"}");

    Answer second =
        knowledge
            .admin()
            .post(
                "/v1/chat",
                "{\"message\":\"hi\",\"bot_id\":\"helper\",\"session_id\":\""
                    + first.string("session_id")
                    + "\"}");

    assertProblem(second, 422, "invalid_request");
    assertThat(second.string("details.0.field")).isEqualTo("bot_id");
  }

  @Test
  void beginsANewSessionWithWhatWasSaidBefore() throws Exception {
    Answer answer =
        chatter()
            .post(
                "/v1/chat",
                """
                {"messages":[{"role":"system","content":"Be brief."},
                 {"role":"user","content":"One"},
                 {"role":"assistant","content":"Two"},
                 {"role":"user","content":[{"type":"text","text":"Three"},
                                           {"type":"text","text":"Four"}]}]}""");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(server.model().lastAsked().prompt().turns())
        .extracting(Turn::text)
        .containsExactly("Be brief.", "One", "Two", "Three\nFour");
  }

  @Test
  void takesTheLastMessageAloneForASessionThatIsThere() throws Exception {
    RestClient client = chatter();
    String session = client.post("/v1/chat", "{\"message\":\"One\"}").string("session_id");

    client.post(
        "/v1/chat",
        "{\"session_id\":\""
            + session
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"made up\"},"
            + "{\"role\":\"user\",\"content\":\"Two\"}]}");

    assertThat(server.model().lastAsked().prompt().turns())
        .extracting(Turn::text)
        .containsExactly("One", "Pumps need grease.", "Two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | empty_message | message",
        "{\"messages\":[]} | empty_message | message",
        "{\"message\":\"\\n \"} | empty_message | message",
        "{\"message\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}"
            + " | invalid_request | message",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"b\"}]} | invalid_request | messages",
        "{\"messages\":[{\"role\":\"robot\",\"content\":\"b\"}]}"
            + " | invalid_request | messages[0].role",
        "{\"messages\":[{\"content\":\"b\"}]} | invalid_request | messages[0].role",
        "{\"messages\":[{\"role\":\"user\"}]} | invalid_request | messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}"
            + " | invalid_request | messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":7}]}"
            + " | invalid_request | messages[0].content",
        "{\"messages\":[null]} | invalid_request | messages",
        "{\"messages\":\"hi\"} | invalid_request | messages[0]",
        "{\"message\":\"hi\",\"session_id\":\"nonsense\"} | invalid_request | session_id",
        "{\"message\":\"hi\",\"model\":\"nonsense\"} | model_not_found | model",
        "{\"message\":\"hi\",\"model\":\"two words\"} | invalid_request | model",
        "{\"message\":\"hi\",\"tools\":[{\"type\":\"function\"}]} | unsupported_field | tools",
        "{\"message\":\"hi\",\"file_ids\":[\"x\"]} | invalid_request | file_ids",
        "{\"message\":\"hi\",\"file_ids\":[null]} | invalid_request | file_ids",
      })
  void refusesWhatItCannotTake(String body, String code, String field) throws Exception {
    Answer answer = chatter().post("/v1/chat", body);

    assertProblem(answer, 422, code);
    assertThat(answer.string("details.0.field")).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\":\"hi\",\"bot_id\":\"nobody\"}",
        "{\"message\":\"hi\",\"bot_id\":\"NOT A SLUG\"}",
        "{\"message\":\"hi\",\"session_id\":\"0199f8b8-0000-7000-8000-000000000000\"}",
      })
  void findsNoBotOrSessionThatIsNotThere(String body) throws Exception {
    assertProblem(chatter().post("/v1/chat", body), 404, "not_found");
  }

  @Test
  void passesOverFieldsItDoesNotKnow() throws Exception {
    Answer answer =
        chatter()
            .post(
                "/v1/chat",
                "{\"message\":\"hi\",\"metadata\":{\"a\":[1]},\"tools\":[],\"unheard_of\":{}}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(RunFailure.Code.class)
  void answersAFailedRunByWhoseFaultItIs(RunFailure.Code code) throws Exception {
    String word = code.name().toLowerCase(Locale.ROOT);

    Answer answer = chatter().post("/v1/chat", "{\"message\":\"fail " + word + "\"}");

    int status =
        switch (code) {
          case CONTEXT_LENGTH_EXCEEDED -> 422;
          case PROVIDER_REJECTED, PROVIDER_UNAUTHORIZED, PROVIDER_UNAVAILABLE -> 502;
          case PROVIDER_RATE_LIMITED, OVERLOADED, INTERRUPTED -> 503;
          case PROVIDER_TIMEOUT -> 504;
          case INTERNAL -> 500;
        };
    assertProblem(answer, status, word);
    assertThat(answer.string("run_id")).isNotBlank();
    assertThat(answer.string("session_id")).isNotBlank();
    assertThat(answer.header("Retry-After").isEmpty())
        .isEqualTo(
            code != RunFailure.Code.PROVIDER_RATE_LIMITED && code != RunFailure.Code.OVERLOADED);
  }

  @Test
  void refusesAMessageWhileTheOneBeforeIsBeingAnswered() throws Exception {
    RestClient client = chatter();
    try (Events events =
        new Events(
            client.call("POST", "/v1/chat").json("{\"message\":\"wait\",\"stream\":true}").stream()
                .body())) {
      String session = events.next("run.started").string("session_id");
      events.next("message.delta");

      Answer second =
          client.post("/v1/chat", "{\"message\":\"hi\",\"session_id\":\"" + session + "\"}");

      assertProblem(second, 409, "conversation_busy");
      server.model().release();
      assertThat(events.rest().getLast().type()).isEqualTo("message.completed");
    }
  }

  @Test
  void listsModelsInOpenAisShape() throws Exception {
    Answer list = chatter().get("/v1/models");
    Answer one = chatter().get("/v1/models/test/planned");

    assertThat(list.text()).isEqualTo("{\"object\":\"list\",\"data\":[" + one.text() + "]}");
    assertThat(one.text())
        .isEqualTo(
            "{\"id\":\"test/planned\",\"object\":\"model\",\"created\":0,\"owned_by\":\"test\","
                + "\"provider\":\"test\",\"context_window\":32000,\"input_price\":0.150000,"
                + "\"output_price\":0.600000,\"capabilities\":[\"chat\",\"streaming\"]}");
    assertBothForms(chatter().get("/v1/models/test"), 404, "not_found", "model_not_found");
    assertThat(List.of(one.status(), list.status())).containsOnly(200);
    // Answers, though no list names it.
    assertThat(chatter().get("/v1/models/forwarded").string("id")).isEqualTo("forwarded");
  }

  @Test
  void listsToolsThatBotsCanBeGiven() throws Exception {
    assertThat(chatter().get("/v1/plugins").text())
        .isEqualTo(
            "{\"plugins\":[{\"name\":\"look\",\"description\":\"Does look.\","
                + "\"schema\":{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"}}},"
                + "\"source\":\"built-in\"}]}");
    assertProblem(RestClient.stranger(server).get("/v1/plugins"), 401, "unauthorized");
  }
}
