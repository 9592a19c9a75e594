package dev.parley.adapters.rest.mcp;

import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.domain.conversation.Warning;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a run, as the server-sent events of the stream that answers a call. Progress is
 * told where the client asked for it, and no more often than people can read. Used by one thread at
 * a time.
 */
final class CallFrames {
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] HEARTBEAT = ": hb\n\n".getBytes(StandardCharsets.UTF_8);
  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

  private final List<Warning> warnings = new ArrayList<>();
  private final Messages messages;
  private final RunEventCodec codec;
  private final long after;
  private EventId id;
  private int characters;
  private long toldAt = System.nanoTime() - PAUSE_NANOS;

  /**
   * @param id of the last event that the client has; what the run did up to there is not told again
   */
  CallFrames(Messages messages, RunEventCodec codec, EventId id) {
    this.messages = messages;
    this.codec = codec;
    this.id = id;
    this.after = id.seq();
  }

  /** Tells a client how to go on with the stream should it break before anything else is told. */
  byte[] primer() {
    return ("id: " + id.text(messages) + "\ndata: \n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The next events of the run; none: it lives. Nothing where there is nothing to be told. */
  byte[] of(List<Entry> entries) {
    if (entries.isEmpty()) {
      return HEARTBEAT.clone();
    }
    String news = null;
    for (Entry entry : entries) {
      String stage = stage(entry.event());
      news = stage == null || entry.seq() <= after ? news : stage;
    }
    Entry last = entries.getLast();
    boolean ends = last.event().terminal();
    long seq = ends ? last.seq() - 1 : last.seq();
    if (seq > after) {
      id = id.at(seq);
    }
    boolean isDue = news != null || (!ends && System.nanoTime() - toldAt >= PAUSE_NANOS);
    if (id.progressToken() == null || seq <= after || !isDue) {
      return NOTHING;
    }
    toldAt = System.nanoTime();
    return frame(
        id.text(messages),
        new JSONRPCNotification(
            McpSchema.METHOD_NOTIFICATION_PROGRESS,
            ProgressNotification.builder(id.progressToken(), (double) seq)
                .message(news == null ? "Answering, " + characters + " characters" : news)
                .build()));
  }

  /** What a person would want to know at once; null: this can wait. */
  private @Nullable String stage(Encoded event) {
    characters += codec.deltaOf(event).length();
    return switch (event.type()) {
      case "run.started" -> "Accepted";
      case "retrieval" -> "Looked into the documents";
      case "tool.call" -> "Using a tool";
      case "warning" -> {
        warned(event.json());
        yield null;
      }
      default -> null;
    };
  }

  private void warned(String json) {
    try {
      Object code = messages.json().readValue(json, OBJECT).get("code");
      for (Warning warning : Warning.values()) {
        if (warning.code().equals(code)) {
          warnings.add(warning);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a journaled warning cannot be read", e);
    }
  }

  /** What the caller of the run should know, as far as the run has come. */
  List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  byte[] answer(Object response) {
    return frame(null, response);
  }

  private byte[] frame(@Nullable String eventId, Object message) {
    String json = new String(messages.write(message), StandardCharsets.UTF_8);
    return ((eventId == null ? "" : "id: " + eventId + "\n")
            + "event: message\ndata: "
            + json
            + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
