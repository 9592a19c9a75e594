package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.fixtures.Fixtures;
import io.micronaut.json.tree.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's API over fakes: embeddings. */
class OpenAiEmbeddingsTest extends OpenAiRoutes {
  /** Names are found however their letters are written. */
  private static final String EMBEDDER = Fixtures.EMBEDDING_MODEL.toUpperCase(Locale.ROOT);

  private Answer embed(String members) throws Exception {
    return client.post("/v1/embeddings", "{\"model\":\"" + EMBEDDER + "\"," + members + "}");
  }

  @Test
  void embedsOneTextOrMany() throws Exception {
    Answer one = embed("\"input\":\"pumps\"");
    Answer both = embed("\"input\":[\"valves\",\"pumps\"]");

    assertThat(one.status()).as(one.text()).isEqualTo(200);
    assertThat(one.string("object")).isEqualTo("list");
    assertThat(one.string("data.0.object")).isEqualTo("embedding");
    assertThat(one.number("usage.prompt_tokens")).isPositive();
    assertThat(one.number("usage.total_tokens")).isEqualTo(one.number("usage.prompt_tokens"));
    assertThat(both.number("data.1.index")).isEqualTo(1);
    assertThat(both.at("data.1.embedding").size()).isEqualTo(one.at("data.0.embedding").size());
    for (int i = 0; i < one.at("data.0.embedding").size(); i++) {
      assertThat(both.at("data.1.embedding." + i).getDoubleValue())
          .isEqualTo(one.at("data.0.embedding." + i).getDoubleValue());
    }
    assertThat(booked()).isNotEmpty();
  }

  @Test
  void embedsTokensAsTheTextThatTheyWereMadeOf() throws Exception {
    Answer text = embed("\"input\":[\"ab\",\"c\"]");

    Answer tokens = embed("\"input\":[[97,98],[99]]");

    assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
    assertThat(tokens.text()).isEqualTo(text.text());
    assertThat(embed("\"input\":[97,98]").at("data.0.embedding").values())
        .isEqualTo(text.at("data.0.embedding").values());
  }

  @Test
  void encodesVectorsAsLittleEndianFloats() throws Exception {
    Answer plain = embed("\"input\":\"pumps\",\"encoding_format\":\"float\"");
    Answer encoded = embed("\"input\":\"pumps\",\"encoding_format\":\"base64\"");

    byte[] bytes = Base64.getDecoder().decode(encoded.string("data.0.embedding"));
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    JsonNode expected = plain.at("data.0.embedding");
    assertThat(bytes).hasSize(4 * expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(numbers.getFloat())
          .isEqualTo((float) plain.at("data.0.embedding." + i).getDoubleValue());
    }
  }

  @Test
  void shortensVectorsToLengthOne() throws Exception {
    Answer answer = embed("\"input\":\"pumps need grease once a month\",\"dimensions\":4");

    double squares = 0;
    for (JsonNode number : answer.at("data.0.embedding").values()) {
      squares += number.getDoubleValue() * number.getDoubleValue();
    }
    assertThat(answer.at("data.0.embedding").size()).isEqualTo(4);
    assertThat(Math.sqrt(squares) < 1e-9 || Math.abs(Math.sqrt(squares) - 1) < 1e-5).isTrue();
    assertError(
        embed("\"input\":\"pumps\",\"dimensions\":100000"),
        400,
        "invalid_request_error",
        "invalid_value",
        "dimensions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'x':1 | input | missing_required_parameter",
        "'input':'' | input | invalid_value",
        "'input':[] | input | empty_array",
        "'input':['a',''] | input[1] | invalid_value",
        "'input':['a',7] | input[1] | invalid_type",
        "'input':{} | input | invalid_type",
        "'input':[1114112] | input | invalid_value",
        "'input':[[1,2],[1114112]] | input | invalid_value",
        "'input':[1,'a'] | input[1] | invalid_type",
        "'input':[[]] | input[0] | empty_array",
        "'input':'a','encoding_format':'hex' | encoding_format | invalid_value",
        "'input':'a','dimensions':0 | dimensions | integer_below_min_value",
        "'input':'a','dimensions':'4' | dimensions | invalid_type"
      })
  void namesWhatIsWrongWithARequestForEmbeddings(String members, String param, String code)
      throws Exception {
    assertError(embed(members.replace('\'', '"')), 400, "invalid_request_error", code, param);
  }

  @Test
  void embedsAtMostSoManyTextsAtOnce() throws Exception {
    String many = "\"a\",".repeat(2_048) + "\"a\"";

    assertError(
        embed("\"input\":[" + many + "]"),
        400,
        "invalid_request_error",
        "array_above_max_length",
        "input");
  }

  @Test
  void handsTokensOnToProvidersThatEmbed() throws Exception {
    plan("{\"data\":[]}");

    Answer answer =
        client.post(
            "/v1/embeddings",
            "{\"input\":[[1,2],[3]],\"model\":\"forwarded\",\"encoding_format\":\"base64\"}");

    assertThat(answer.text()).isEqualTo("{\"data\":[]}");
    assertThat(server.gateway().sent())
        .containsExactly("{\"input\":[[1,2],[3]],\"model\":NAME,\"encoding_format\":\"base64\"}");
  }
}
