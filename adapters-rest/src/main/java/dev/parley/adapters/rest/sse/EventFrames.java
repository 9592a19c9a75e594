package dev.parley.adapters.rest.sse;

import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.domain.conversation.RunId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Server-sent events as bytes (HTML Living Standard section 9.2.5). */
final class EventFrames {
  private static final byte[] HEARTBEAT = ": hb\n\n".getBytes(StandardCharsets.UTF_8);

  private EventFrames() {}

  /** A comment: it tells proxies and clients that the connection lives. */
  static byte[] heartbeat() {
    return HEARTBEAT.clone();
  }

  static byte[] of(RunId run, List<Entry> entries) {
    StringBuilder frames = new StringBuilder();
    for (Entry entry : entries) {
      frames
          .append("id: ")
          .append(run)
          .append(':')
          .append(entry.seq())
          .append("\nevent: ")
          .append(entry.event().type())
          .append("\ndata: ")
          .append(entry.event().json())
          .append("\n\n");
    }
    return frames.toString().getBytes(StandardCharsets.UTF_8);
  }
}
