package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.tenant.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's API over fakes: what its requests mean in OpenAI's form, and what comes back. */
class AnthropicTest extends OpenAiRoutes {
  private static final String MESSAGES = "/v1/messages";
  private static final String ASK =
      "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  private Answer message(String members) throws Exception {
    return client.post(MESSAGES, "{\"model\":\"forwarded\"," + members.replace('\'', '"') + "}");
  }

  private String sent() {
    return server.gateway().sent().getLast().replace('"', '\'');
  }

  private static void assertFailure(Answer answer, int status, String type) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.text())
        .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\"");
    assertThat(answer.string("error.message")).isNotBlank();
    assertThat(answer.string("request_id"))
        .isEqualTo(answer.header("request-id"))
        .isEqualTo(answer.header("x-request-id"));
  }

  @Test
  void answersWithAMessage() throws Exception {
    plan(
        "{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"I look.\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},"
            + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":9,"
            + "\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4}}}");

    Answer answer = message(ASK);

    assertThat(answer.string("id")).isEqualTo("msg_1");
    assertThat(answer.string("type")).isEqualTo("message");
    assertThat(answer.string("role")).isEqualTo("assistant");
    assertThat(answer.string("model")).isEqualTo("forwarded");
    assertThat(answer.string("content.0.text")).isEqualTo("I look.");
    assertThat(answer.string("content.1.type")).isEqualTo("tool_use");
    assertThat(answer.string("content.1.id")).isEqualTo("c1");
    assertThat(answer.number("content.1.input.a")).isEqualTo(1);
    assertThat(answer.string("stop_reason")).isEqualTo("tool_use");
    assertThat(answer.at("stop_sequence").isNull()).isTrue();
    assertThat(answer.number("usage.input_tokens")).isEqualTo(5);
    assertThat(answer.number("usage.cache_read_input_tokens")).isEqualTo(4);
    assertThat(answer.number("usage.output_tokens")).isEqualTo(3);
    assertThat(answer.header("request-id")).isNotEmpty();
    assertThat(answer.header("anthropic-ratelimit-requests-limit")).isEqualTo("6000");
    assertThat(answer.header("anthropic-ratelimit-tokens-reset")).endsWith("Z");
    assertThat(booked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, end_turn",
    "length, max_tokens",
    "content_filter, refusal",
    "function_call, tool_use"
  })
  void saysWhyItEnded(String theirs, String reason) throws Exception {
    plan(
        "{\"id\":\"1\",\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\""
            + theirs
            + "\"}]}");

    assertThat(message(ASK).string("stop_reason")).isEqualTo(reason);
  }

  private void stream(@Nullable Failure failure, String... chunks) {
    List<String> frames =
        List.of(chunks).stream()
            .map(
                chunk ->
                    "data: "
                        + (chunk.startsWith("{")
                                ? "{'id':'chatcmpl-1'," + chunk.substring(1)
                                : chunk)
                            .replace('\'', '"')
                        + "\n\n")
            .toList();
    server.gateway().next(new Reply.Begun(new PlannedGateway.Stream(frames, failure, false)));
  }

  @Test
  void streamsBlocksOneAfterTheOther() throws Exception {
    stream(
        null,
        "{'choices':[{'delta':{'role':'assistant','content':''}}]}",
        "{'choices':[{'delta':{'content':'I '}}]}",
        "{'choices':[{'delta':{'content':'look.'}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'c1','function':{'name':'f',"
            + "'arguments':''}}]}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'index':1,'id':'c2','function':{'name':'g',"
            + "'arguments':'[]'}}]}}]}",
        "{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}",
        "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':3}}",
        "[DONE]");

    Answer answer = message(ASK + ",'stream':true");

    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    assertThat(sent()).endsWith("'stream':true,'stream_options':{'include_usage':true}}");
    assertThat(answer.text().replace('"', '\''))
        .containsSubsequence(
            "event: message_start\ndata: {'type':'message_start','message':{'id':'msg_1'",
            "event: ping\n",
            "event: content_block_start\ndata: {'type':'content_block_start','index':0,"
                + "'content_block':{'type':'text','text':''",
            "'index':0,'delta':{'type':'text_delta','text':'I '}}",
            "'delta':{'type':'text_delta','text':'look.'}}",
            "event: content_block_stop\ndata: {'type':'content_block_stop','index':0}",
            "'index':1,'content_block':{'type':'tool_use','id':'c1','name':'f','input':{}",
            "'index':1,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
            "{'type':'content_block_stop','index':1}",
            "'index':2,'content_block':{'type':'tool_use','id':'c2'",
            "'index':2,'delta':{'type':'input_json_delta','partial_json':'[]'}}",
            "{'type':'content_block_stop','index':2}",
            "event: message_delta\ndata: {'type':'message_delta','delta':{'stop_reason':"
                + "'tool_use','stop_sequence':null},'usage':{'input_tokens':9,",
            "'output_tokens':3",
            "event: message_stop\ndata: {'type':'message_stop'}\n\n");
    assertThat(answer.text().split("event: content_block_start", -1)).hasSize(4);
    assertThat(booked()).hasSize(1);
  }

  @Test
  void streamsTheWordsOfARefusal() throws Exception {
    stream(
        null,
        "{'choices':[{'delta':{'refusal':'I '}}]}",
        "{'choices':[{'delta':{'refusal':'cannot.'}}]}",
        "{'choices':[{'delta':{},'finish_reason':'stop'}]}",
        "[DONE]");

    Answer answer = message(ASK + ",'stream':true");

    assertThat(answer.text())
        .containsSubsequence(
            "\"text\":\"I \"", "\"text\":\"cannot.\"", "\"stop_reason\":\"refusal\"");
  }

  @Test
  void tellsOfAFailureInTheStream() throws Exception {
    stream(
        new Failure(new RunFailure(Code.PROVIDER_UNAVAILABLE, "planned"), null, null),
        "{'choices':[{'delta':{'content':'I '}}]}");

    Answer answer = message(ASK + ",'stream':true");

    assertThat(answer.text())
        .contains(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                + "\"message\":\"planned\"},\"request_id\":\"")
        .doesNotContain("message_stop");
  }

  @Test
  void namesWhatIsWrong() throws Exception {
    for (String members :
        List.of(
            "'max_tokens':5",
            "'max_tokens':5,'messages':[{'role':'king','content':'x'}]",
            ASK + ",'temperature':1.5",
            ASK + ",'tool_choice':{'type':'any'}")) {
      Answer answer = message(members);

      assertFailure(answer, 400, "invalid_request_error");
      assertThat(answer.string("error.message"))
          .containsAnyOf("'messages'", "messages[0].role: ", "'temperature'", "'tool_choice'");
    }
    assertThat(server.gateway().sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONTEXT_LENGTH_EXCEEDED, 400, invalid_request_error",
    "PROVIDER_RATE_LIMITED, 429, rate_limit_error",
    "PROVIDER_UNAVAILABLE, 502, api_error",
    "PROVIDER_UNAUTHORIZED, 502, api_error",
    "PROVIDER_TIMEOUT, 504, timeout_error",
    "OVERLOADED, 503, overloaded_error"
  })
  void mapsWhatProvidersFailAt(Code code, int status, String type) throws Exception {
    plan(code, null, Duration.ofSeconds(7));

    Answer answer = message(ASK);

    assertFailure(answer, status, type);
    assertThat(answer.header("Retry-After")).isEqualTo(status == 429 || status == 503 ? "7" : "");
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    assertFailure(client.post(MESSAGES, "{"), 400, "invalid_request_error");
    assertFailure(client.post(MESSAGES, ""), 400, "invalid_request_error");
    assertFailure(client.get(MESSAGES), 405, "invalid_request_error");
    Answer batches = client.post(MESSAGES + "/batches", "{}");
    assertFailure(batches, 404, "not_found_error");
    assertThat(batches.text()).contains("Anthropic's API").doesNotContain("OpenAI");
    assertFailure(
        client.post(MESSAGES, "{\"model\":\"nothing\"," + ASK + "}"), 404, "not_found_error");
    assertFailure(
        client.call("POST", MESSAGES).body("text/plain", BodyPublishers.ofString("x")).send(),
        415,
        "invalid_request_error");
  }

  /** A key in that header opens these routes and no others. */
  @Test
  void takesTheKeyAsAnthropicsClientsSendIt() throws Exception {
    RestClient stranger = RestClient.stranger(server);
    String key = server.key(tenant.id(), Role.CHAT);
    String body = "{\"model\":\"test/planned\"," + ASK + "}";

    assertThat(keyed(stranger, MESSAGES, key, body).status()).isEqualTo(200);
    assertThat(keyed(stranger, MESSAGES + "/count_tokens", key, body).status()).isEqualTo(200);
    assertFailure(keyed(stranger, MESSAGES, "pk_wrong", body), 401, "authentication_error");
    assertFailure(stranger.post(MESSAGES, body), 401, "authentication_error");
    assertThat(keyed(stranger, CHAT, key, body).status()).isEqualTo(401);
    assertThat(keyed(stranger, "/v1/messagesx", key, body).status()).isEqualTo(401);
    assertThat(keyed(stranger, "/v1/search", key, body).status()).isEqualTo(401);
    assertThat(keyed(client, MESSAGES, "pk_wrong", body).status()).isEqualTo(200);
  }

  private static Answer keyed(RestClient client, String path, String key, String body)
      throws Exception {
    return client
        .call("POST", path)
        .header("x-api-key", key)
        .header("anthropic-version", "2023-06-01")
        .body("application/json", BodyPublishers.ofString(body))
        .send();
  }

  @Test
  void answersByOurOwnModelsAndByBots() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String ask =
        ",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"What do pumps need?\"}]";

    Answer own = client.post(MESSAGES, "{\"model\":\"test/planned\"" + ask + "}");
    Answer bot = knowledge.admin().post(MESSAGES, "{\"model\":\"bot:helper\"" + ask + "}");
    Answer stream =
        knowledge.admin().post(MESSAGES, "{\"model\":\"bot:helper\",\"stream\":true" + ask + "}");
    Answer short3 =
        client.post(
            MESSAGES,
            "{\"model\":\"test/planned\""
                + ask.replace("50", "1").replace("}]", "}],\"stop_sequences\":[\"zzz\"]")
                + "}");

    assertThat(own.string("content.0.text")).isEqualTo("Pumps need grease.");
    assertThat(own.string("stop_reason")).isEqualTo("end_turn");
    assertThat(own.number("usage.input_tokens")).isEqualTo(11);
    assertThat(bot.string("content.0.text")).isEqualTo("Pumps need grease [1].");
    assertThat(bot.string("content.0.citations.0.type")).isEqualTo("search_result_location");
    assertThat(bot.string("content.0.citations.0.source")).contains(knowledge.document());
    assertThat(stream.text())
        .containsSubsequence(
            "message_start", "text_delta", "citations_delta", "content_block_stop", "message_stop");
    assertThat(short3.string("stop_reason")).isEqualTo("max_tokens");
    assertFailure(
        client.post(MESSAGES, "{\"model\":\"bot:helper\"" + ask + "}"), 404, "not_found_error");
  }

  @Test
  void countsTokensWithoutAskingAnyone() throws Exception {
    Answer few = client.post(MESSAGES + "/count_tokens", "{\"model\":\"forwarded\"," + ASK + "}");
    Answer more =
        client.post(
            MESSAGES + "/count_tokens",
            "{\"model\":\"forwarded\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],"
                + "\"system\":\"Be brief.\"}");

    assertThat(few.number("input_tokens")).isPositive();
    assertThat(more.number("input_tokens")).isGreaterThan(few.number("input_tokens"));
    assertThat(server.gateway().sent()).isEmpty();
    assertFailure(
        client.post(MESSAGES + "/count_tokens", "{\"model\":\"nothing\"," + ASK + "}"),
        404,
        "not_found_error");
  }
}
