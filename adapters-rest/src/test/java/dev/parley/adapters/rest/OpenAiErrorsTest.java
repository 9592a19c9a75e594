package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.model.ModelGateway.Said;
import dev.parley.domain.conversation.RunFailure.Code;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's API over fakes: how errors look. */
class OpenAiErrorsTest extends OpenAiRoutes {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'messages':[] | messages | empty_array",
        "'messages':'hi' | messages | invalid_type",
        "'messages':[1] | messages[0] | invalid_type",
        "'messages':[{'content':'hi'}] | messages[0].role | missing_required_parameter",
        "'messages':[{'role':'king','content':'hi'}] | messages[0].role | invalid_value",
        "'messages':[{'role':'user'}] | messages[0].content | missing_required_parameter",
        "'messages':[{'role':'user','content':7}] | messages[0].content | invalid_type",
        "'messages':[{'role':'user','content':[{'type':'x'}]}] | messages[0].content[0].type |"
            + " invalid_value",
        "'messages':[{'role':'tool','content':'x'}] | messages[0].tool_call_id |"
            + " missing_required_parameter",
        "HI,'temperature':'hot' | temperature | invalid_type",
        "HI,'temperature':2.5 | temperature | decimal_above_max_value",
        "HI,'temperature':-1 | temperature | decimal_below_min_value",
        "HI,'temperature':1e400 | temperature | decimal_above_max_value",
        "HI,'top_p':1.1 | top_p | decimal_above_max_value",
        "HI,'n':0 | n | integer_below_min_value",
        "HI,'n':1.5 | n | invalid_type",
        "HI,'max_tokens':0 | max_tokens | integer_below_min_value",
        "HI,'stream':'yes' | stream | invalid_type",
        "HI,'stream_options':{} | stream_options | invalid_value",
        "HI,'stop':['a','b','c','d','e'] | stop | array_above_max_length",
        "HI,'logprobs':true | logprobs | unsupported_parameter",
        "HI,'top_logprobs':2 | top_logprobs | unsupported_parameter",
        "HI,'tools':[{}] | tools[0].type | missing_required_parameter",
        "HI,'tools':[{'type':'function','function':{}}] | tools[0].function.name |"
            + " missing_required_parameter",
        "HI,'response_format':{'type':'yaml'} | response_format.type | invalid_value",
        "HI,'response_format':{'type':'json_schema'} | response_format.json_schema |"
            + " missing_required_parameter",
        "HI,'tools':[{'type':'function','function':{'name':'a b'}}] | tools[0].function.name |"
            + " invalid_value",
        "HI,'tool_choice':'required' | tool_choice | invalid_value",
        "HI,'tool_choice':'sometimes' | tool_choice | invalid_value",
        "HI,'tool_choice':7 | tool_choice | invalid_type",
        "HI,'tool_choice':{} | tool_choice.type | missing_required_parameter",
        "HI,'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':"
            + "{'type':'function','function':{'name':'g'}} | tool_choice | invalid_value",
        "HI,'logit_bias':{'5':101} | logit_bias.5 | decimal_above_max_value",
        "HI,'metadata':{'a':5} | metadata.a | invalid_type",
        "HI,'top_logprobs':21 | top_logprobs | integer_above_max_value",
        "HI,'response_format':{'type':'json_schema','json_schema':{'name':'a b'}} |"
            + " response_format.json_schema.name | invalid_value",
        "HI,'model':'other' | model | invalid_value"
      })
  void namesTheParameterThatIsWrong(String members, String param, String code) throws Exception {
    Answer answer = forwarded(members.replace("HI", HI).replace('\'', '"'));

    assertError(answer, 400, "invalid_request_error", code, param);
    assertThat(server.gateway().sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{} {}", "\"text\"", "{\"model\":}", "{\"model\":\"\\x\"}"})
  void refusesWhatIsNoJsonObject(String body) throws Exception {
    for (String path : List.of(CHAT, "/v1/embeddings")) {
      Answer answer = client.post(path, body);

      assertError(answer, 400, "invalid_request_error", "malformed_json", null);
    }
  }

  @Test
  void answersWhatEveryRouteRefusesInOpenAisForm() throws Exception {
    RestClient stranger = RestClient.stranger(server);
    for (String path : List.of(CHAT, "/v1/embeddings", "/v1/responses")) {
      assertError(stranger.post(path, "{}"), 401, "invalid_request_error", "invalid_api_key", null);
      assertError(client.get(path), 405, "invalid_request_error", "method_not_supported", null);
      assertError(
          client.call("POST", path).body("text/plain", BodyPublishers.ofString("x")).send(),
          415,
          "invalid_request_error",
          "unsupported_content_type",
          null);
      assertError(
          client.post(path, "{\"a\":\"" + "x".repeat(20 << 20) + "\"}"),
          413,
          "invalid_request_error",
          "request_too_large",
          null);
    }
    assertThat(client.get(CHAT).header("Allow")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/assistants",
        "/v1/completions",
        "/v1/audio/speech",
        "/v1/images/generations",
        "/v1/moderations",
        "/v1/chat/nothing",
        "/v1/chat/completions/chatcmpl-1"
      })
  void saysWhatOfOpenAisApiIsNotHere(String path) throws Exception {
    Answer answer = client.post(path, "{}");

    assertError(answer, 404, "invalid_request_error", "unknown_url", null);
    assertThat(answer.string("error.message")).contains("POST " + path);
    assertError(
        RestClient.stranger(server).post(path, "{}"),
        401,
        "invalid_request_error",
        "invalid_api_key",
        null);
  }

  @Test
  void knowsNoOtherModels() throws Exception {
    Answer answer = client.post(CHAT, "{\"model\":\"gpt-9\"," + HI + "}");
    assertError(answer, 404, "invalid_request_error", "model_not_found", "model");
    assertThat(answer.string("error.message")).contains("'gpt-9'");
    assertError(
        client.post("/v1/embeddings", "{\"model\":\"gpt-9\",\"input\":\"x\"}"),
        404,
        "invalid_request_error",
        "model_not_found",
        "model");
    assertError(
        client.post(CHAT, "{" + HI + "}"),
        400,
        "invalid_request_error",
        "missing_required_parameter",
        "model");
  }

  @Test
  void namesAModelAsItWasMeantWhereItsSlashWasEncoded() throws Exception {
    assertThat(client.get("/v1/models/nobody%2Fgpt+9%20x").string("error.message"))
        .contains("'nobody/gpt+9 x'");
  }

  @ParameterizedTest
  @CsvSource({
    "CONTEXT_LENGTH_EXCEEDED, 400, invalid_request_error, context_length_exceeded, messages",
    "PROVIDER_REJECTED, 502, api_error, provider_rejected,",
    "PROVIDER_UNAUTHORIZED, 502, api_error, provider_unauthorized,",
    "PROVIDER_RATE_LIMITED, 429, requests, rate_limit_exceeded,",
    "PROVIDER_UNAVAILABLE, 502, api_error, provider_unavailable,",
    "PROVIDER_TIMEOUT, 504, api_error, provider_timeout,",
    "OVERLOADED, 503, server_error, overloaded,"
  })
  void mapsWhatProvidersFailAt(
      Code code, int status, String type, String word, @Nullable String param) throws Exception {
    plan(code, null, Duration.ofSeconds(7));

    Answer answer = forwarded(HI);

    assertError(answer, status, type, word, param);
    boolean later = status == 429 || status == 503;
    assertThat(answer.header("Retry-After")).isEqualTo(later ? "7" : "");
  }

  @Test
  void asksNobodyWithMoreThanTheModelReads() throws Exception {
    String words = "pump ".repeat(40_000);

    Answer answer = forwarded("\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]");

    assertError(answer, 400, "invalid_request_error", "context_length_exceeded", "messages");
    assertThat(answer.string("error.message")).contains("32000");
    assertThat(server.gateway().sent()).isEmpty();
  }

  @Test
  void passesOnWhatAProviderSaysOfTheRequest() throws Exception {
    plan(
        Code.PROVIDER_REJECTED,
        new Said(422, "Too hot.", "weather_error", "temperature", "too_hot"),
        null);

    Answer answer = forwarded(HI);

    assertError(answer, 422, "weather_error", "too_hot", "temperature");
    assertThat(answer.string("error.message")).isEqualTo("Too hot.");
  }

  @Test
  void keepsClientsFromAskingAgainWhereAProvidersQuotaIsSpent() throws Exception {
    plan(
        Code.PROVIDER_RATE_LIMITED,
        new Said(429, "Spent.", "insufficient_quota", null, "insufficient_quota"),
        null);

    Answer answer = forwarded(HI);

    assertError(answer, 429, "insufficient_quota", "insufficient_quota", null);
    assertThat(answer.header("x-should-retry")).isEqualTo("false");
  }

  @Test
  void limitsCallersInOpenAisWords() throws Exception {
    String longer = "\"messages\":[{\"role\":\"user\",\"content\":\"" + "grease,".repeat(120_000);

    Answer refused = forwarded(longer + "\"}]");

    assertError(refused, 429, "tokens", "rate_limit_exceeded", null);
    assertThat(refused.header("RateLimit")).contains("\"tokens\"");
    assertThat(refused.header("x-ratelimit-limit-tokens")).isNotEmpty();
    assertThat(refused.header("x-ratelimit-remaining-tokens")).isNotEmpty();
    assertThat(server.gateway().sent()).isEmpty();
  }
}
