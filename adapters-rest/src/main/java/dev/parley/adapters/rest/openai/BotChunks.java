package dev.parley.adapters.rest.openai;

import dev.parley.application.conversation.RunJournal.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run's events as chunks of a chat completion. Used by one thread at a time, in order. */
final class BotChunks {
  private static final byte[] HEARTBEAT = ": hb\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Completion completion;
  private final StringBuilder text = new StringBuilder();
  private final List<Map<String, @Nullable Object>> citations = new ArrayList<>();
  private Completion.Usage usage = new Completion.Usage(0, 0);
  private boolean begun;

  BotChunks(Completion completion) {
    this.completion = completion;
  }

  /** Frames for some events; empty where they say nothing that a chunk can say. */
  byte[] of(List<Entry> entries) {
    if (entries.isEmpty() && begun) {
      return HEARTBEAT.clone();
    }
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    if (!begun) {
      begun = true;
      frames.writeBytes(completion.begin());
    }
    for (Entry entry : entries) {
      frames.writeBytes(frame(entry));
    }
    return frames.toByteArray();
  }

  private byte[] frame(Entry entry) {
    return switch (entry.event().type()) {
      case "message.delta" -> {
        String piece = String.valueOf(json(entry).value("text"));
        text.append(piece);
        yield completion.text(piece);
      }
      case "citation" -> {
        Map<String, @Nullable Object> citation = new LinkedHashMap<>();
        json(entry).members().forEach((name, member) -> citation.put(name, member.value()));
        citations.add(citation);
        yield new byte[0];
      }
      case "usage" -> {
        JsonBody used = json(entry);
        usage =
            new Completion.Usage(
                number(used.value("prompt_tokens")), number(used.value("completion_tokens")));
        yield new byte[0];
      }
      case "message.completed" ->
          completion.end(cited(), String.valueOf(json(entry).value("finish_reason")), usage);
      case "run.refused" -> {
        Map<String, @Nullable Object> delta = cited();
        delta.put("refusal", text.toString());
        yield completion.end(delta, "content_filter", usage);
      }
      case "run.cancelled" -> completion.end(cited(), "stop", usage);
      case "run.failed" -> {
        JsonBody failed = json(entry);
        yield Completion.error(
            BotAnswers.failure(
                String.valueOf(failed.value("code")), String.valueOf(failed.value("detail"))));
      }
      default -> new byte[0];
    };
  }

  private static JsonBody json(Entry entry) {
    return JsonBody.read(entry.event().json().getBytes(StandardCharsets.UTF_8));
  }

  private static int number(@Nullable Object value) {
    return value instanceof Integer number ? number : 0;
  }

  private Map<String, @Nullable Object> cited() {
    Map<String, @Nullable Object> delta = new LinkedHashMap<>();
    if (!citations.isEmpty()) {
      delta.put("annotations", CitedSource.annotations(citations, text.toString()));
      delta.put("citations", citations);
    }
    return delta;
  }
}
