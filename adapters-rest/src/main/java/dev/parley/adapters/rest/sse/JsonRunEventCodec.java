package dev.parley.adapters.rest.sse;

import dev.parley.adapters.rest.wire.CitationJson;
import dev.parley.adapters.rest.wire.UsageJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.Passage;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Writes events as the HTTP contract's JSON, each on one line. Safe for use by many threads. */
@Singleton
final class JsonRunEventCodec implements RunEventCodec {
  private static final String DELTA = "message.delta";

  private final JsonMapper json;

  JsonRunEventCodec(JsonMapper json) {
    this.json = json;
  }

  @Override
  public Encoded encode(RunEvent event) {
    return switch (event) {
      case RunEvent.Started started ->
          ongoing(
              "run.started",
              new EventJson.Started(
                  started.run().value(),
                  started.conversation().value(),
                  started.answer().value(),
                  started.model().value()));
      case RunEvent.Retrieved retrieved ->
          ongoing(
              "retrieval", new EventJson.Retrieval(retrieved.query(), found(retrieved.passages())));
      case RunEvent.Delta delta -> ongoing(DELTA, new EventJson.Delta(delta.text()));
      case RunEvent.Cited cited -> ongoing("citation", CitationJson.of(cited.citation()));
      case RunEvent.ToolCalled called ->
          ongoing(
              "tool.call",
              new EventJson.ToolCalled(called.id(), called.name(), called.arguments()));
      case RunEvent.ToolReturned returned ->
          ongoing(
              "tool.result",
              new EventJson.ToolReturned(returned.id(), returned.ok(), returned.summary()));
      case RunEvent.Warned warned ->
          ongoing(
              "warning", new EventJson.Warned(warned.warning().code(), warned.warning().detail()));
      case RunEvent.Used used -> ongoing("usage", UsageJson.of(used.usage()));
      case RunEvent.Completed completed ->
          last(
              "message.completed",
              new EventJson.Completed(
                  completed.answer().value(),
                  Words.of(completed.reason()),
                  UsageJson.of(completed.usage())));
      case RunEvent.Refused refused ->
          last(
              "run.refused",
              new EventJson.Refused(refused.refusal().reason(), refused.refusal().scope()));
      case RunEvent.Cancelled cancelled -> last("run.cancelled", new EventJson.Cancelled());
      case RunEvent.Failed failed ->
          last(
              "run.failed",
              new EventJson.Failed(
                  Words.of(failed.failure().code()),
                  failed.failure().detail(),
                  failed.failure().code().isRetryable()));
    };
  }

  @Override
  public String deltaOf(Encoded event) {
    if (!event.type().equals(DELTA)) {
      return "";
    }
    try {
      EventJson.Delta delta = json.readValue(event.json(), EventJson.Delta.class);
      return Objects.requireNonNull(delta).text();
    } catch (IOException e) {
      throw new UncheckedIOException("a journaled delta cannot be read", e);
    }
  }

  private static List<EventJson.Found> found(List<Passage> passages) {
    return IntStream.range(0, passages.size())
        .mapToObj(
            i -> {
              Passage passage = passages.get(i);
              Chunk chunk = passage.chunk();
              return new EventJson.Found(
                  i + 1,
                  chunk.id().value(),
                  chunk.document().value(),
                  passage.title(),
                  chunk.content().page(),
                  passage.score());
            })
        .toList();
  }

  private Encoded ongoing(String type, Object body) {
    return new Encoded(type, write(body), false);
  }

  private Encoded last(String type, Object body) {
    return new Encoded(type, write(body), true);
  }

  private String write(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (IOException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
  }
}
