package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.Events.Event;
import dev.parley.adapters.rest.RestClient.Answer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search finds what a turn of chat is shown: the same passages, with the same scores. */
final class SameAsChatTest {
  private final RestServer server = RestServer.shared();

  private record Found(String chunk, double score) {
    static List<Found> in(JsonNode passages) {
      List<Found> found = new ArrayList<>();
      for (JsonNode passage : passages.values()) {
        found.add(
            new Found(
                of(passage, "chunk_id").getStringValue(), of(passage, "score").getDoubleValue()));
      }
      return found;
    }
  }

  private static JsonNode of(JsonNode node, String field) {
    return Objects.requireNonNull(node.get(field), field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"k\":1",
        "\"fusion\":\"reciprocal_rank\"",
        "\"mode\":\"semantic\"",
        "\"mode\":\"keyword\"",
        "\"semantic_weight\":0.9,\"min_score\":0.1",
        "\"diversity\":0.5",
        "\"rerank\":true",
        "\"rerank\":true,\"k\":1,\"mode\":\"keyword\"",
        "\"languages\":[\"en\"],\"created_after\":\"2000-01-01T00:00:00Z\"",
      })
  void findsThePassagesOfChat(String settings) throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    Answer changed =
        knowledge
            .admin()
            .patch("/v1/admin/bots/" + knowledge.bot(), "{\"retrieval\":{%s}}".formatted(settings));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    String question = "When is each pump given grease?";

    Answer found =
        knowledge
            .admin()
            .post(
                "/v1/search",
                "{\"query\":\"%s\",\"dataset_ids\":[\"%s\"]%s}"
                    .formatted(
                        question, knowledge.dataset(), settings.isEmpty() ? "" : "," + settings));

    assertThat(found.status()).as(found.text()).isEqualTo(200);
    assertThat(found.at("passages").size()).isPositive();
    try (Events events = chat(knowledge, question)) {
      Event retrieval = events.next("retrieval");
      assertThat(Found.in(of(retrieval.json(), "passages")))
          .isEqualTo(Found.in(found.at("passages")));
    }
  }

  private static Events chat(Knowledge knowledge, String question) throws Exception {
    return new Events(
        knowledge
            .admin()
            .call("POST", "/v1/chat")
            .json("{\"message\":\"%s\",\"bot_id\":\"helper\",\"stream\":true}".formatted(question))
            .stream()
            .body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"languages\":[\"de\"]",
        "\"tags\":[\"of no document\"]",
        "\"created_after\":\"2999-01-01T00:00:00Z\"",
        "\"created_before\":\"2000-01-01T00:00:00Z\""
      })
  void showsABotNothingBesideWhatItMayLookInto(String settings) throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    knowledge
        .admin()
        .patch("/v1/admin/bots/" + knowledge.bot(), "{\"retrieval\":{%s}}".formatted(settings));

    try (Events events = chat(knowledge, "When is each pump given grease?")) {
      assertThat(of(events.next("retrieval").json(), "passages").size()).isZero();
    }
  }
}
