package dev.parley.adapters.llm.openai;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer's server-sent events out of a body. Chunks that say nothing but text are told as
 * text, and everything else as the event that it is, in order.
 *
 * <p>A provider is often faster than whoever reads it, and then many chunks are there at once: once
 * an answer has begun, their texts are told as one, since each one told is journaled, guarded and
 * sent by itself.
 */
final class EventReader {
  /** So many texts at the beginning of an answer are told one by one, however fast they come. */
  static final int SINGLE_TEXTS = 16;

  private static final int BUFFER = 16 << 10;
  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  private final ResponseBody body;
  private final Listener listener;
  private final PlainChunks chunks = new PlainChunks();
  private final StringBuilder ready = new StringBuilder();
  private byte[] bytes = new byte[BUFFER];
  private int held;
  private int texts;

  /** Where the event begins that has no end yet, and where its last line does. */
  private int event;

  private int line;

  /** Up to where there is no end of a line. */
  private int searched;

  /** What is told of. */
  interface Listener {
    /** The next characters of the answer. */
    void text(String text);

    /** Any other event. */
    void event(ServerSentEvent event);

    /** Whether nobody listens any more; asked before each event. */
    boolean isStopped();
  }

  EventReader(ResponseBody body, Listener listener) {
    this.body = body;
    this.listener = listener;
  }

  /** Reads to the end, or until nobody listens any more. */
  void read() throws IOException {
    while (!listener.isStopped()) {
      makeRoom();
      int count = body.read(bytes, held, bytes.length - held);
      if (count < 0) {
        lastEvent();
        return;
      }
      held += count;
      takeEvents();
      tellText();
    }
  }

  private void makeRoom() {
    System.arraycopy(bytes, event, bytes, 0, held - event);
    held -= event;
    line -= event;
    searched -= event;
    event = 0;
    if (held == bytes.length) {
      // No larger than the body, which is bounded.
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
  }

  /** Takes the events that end with an empty line. */
  private void takeEvents() {
    for (; searched < held; searched++) {
      if (bytes[searched] == '\n') {
        boolean empty = searched == line || (searched == line + 1 && bytes[line] == '\r');
        if (empty) {
          if (listener.isStopped()) {
            return;
          }
          take(event, line);
          event = searched + 1;
        }
        line = searched + 1;
      }
    }
  }

  /** One that the body ends with, and no empty line. */
  private void lastEvent() {
    take(event, held);
    tellText();
  }

  private void take(int from, int to) {
    int end = to;
    while (end > from && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    if (isOneLineOfData(from, end)) {
      int start = from + DATA.length;
      if (start < end && bytes[start] == ' ') {
        start++;
      }
      String text = chunks.textOf(bytes, start, end);
      if (text != null) {
        take(text);
        return;
      }
    }
    tellText();
    ServerSentEvent other = parsed(new String(bytes, from, end - from, StandardCharsets.UTF_8));
    if (other != null && !listener.isStopped()) {
      listener.event(other);
    }
  }

  private void take(String text) {
    ready.append(text);
    texts++;
    if (texts <= SINGLE_TEXTS) {
      tellText();
    }
  }

  private void tellText() {
    if (!ready.isEmpty()) {
      String text = ready.toString();
      ready.setLength(0);
      if (!listener.isStopped()) {
        listener.text(text);
      }
    }
  }

  private boolean isOneLineOfData(int from, int to) {
    if (to - from < DATA.length
        || !Arrays.equals(bytes, from, from + DATA.length, DATA, 0, DATA.length)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return false;
      }
    }
    return true;
  }

  /** Null if it has no data, as a comment has none. */
  private static @Nullable ServerSentEvent parsed(String event) {
    String name = null;
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String each : event.split("\r\n|\n|\r", -1)) {
      if (each.startsWith("event:")) {
        name = each.substring("event:".length()).strip();
      } else if (each.startsWith("data:")) {
        String value = each.substring("data:".length());
        data.append(any ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
        any = true;
      }
    }
    return data.isEmpty() ? null : new ServerSentEvent(name, data.toString());
  }
}
