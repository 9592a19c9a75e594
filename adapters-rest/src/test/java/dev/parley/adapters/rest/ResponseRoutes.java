package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses API over fakes, and what its tests have in common. */
abstract class ResponseRoutes extends OpenAiRoutes {
  static final String RESPONSES = "/v1/responses";
  static final String ASK = "'input':'hi'";

  Answer response(String members) throws Exception {
    return client.post(RESPONSES, "{\"model\":\"forwarded\"," + members.replace('\'', '"') + "}");
  }

  String sent() {
    return server.gateway().sent().getLast().replace('"', '\'');
  }

  void stream(@Nullable Failure failure, String... chunks) {
    List<String> frames =
        List.of(chunks).stream()
            .map(chunk -> chunk.startsWith(":") ? chunk : "data: " + chunk.replace('\'', '"'))
            .map(line -> line + "\n\n")
            .toList();
    server.gateway().next(new Reply.Begun(new PlannedGateway.Stream(frames, failure, false)));
  }

  /** The events, each with the name and the number that it should have. */
  static List<Answer> events(Answer answer) {
    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    List<Answer> events = new ArrayList<>();
    for (String frame : answer.text().strip().split("\n\n", -1)) {
      if (frame.startsWith(":")) {
        continue;
      }
      String[] lines = frame.split("\ndata: ", 2);
      Answer event =
          new Answer(
              200, answer.headers(), lines[1].getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(lines[0]).isEqualTo("event: " + event.string("type"));
      assertThat(event.number("sequence_number")).isEqualTo(events.size());
      events.add(event);
    }
    return events;
  }

  static List<String> types(List<Answer> events) {
    return events.stream().map(event -> event.string("type")).toList();
  }
}
