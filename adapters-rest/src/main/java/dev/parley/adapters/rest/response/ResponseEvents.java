package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a chat completion as events of a response. One message is open at a time; calls stay
 * open to the end, since their pieces may come by turns. Used by one thread at a time, in order.
 */
final class ResponseEvents {
  private static final String DATA = "data:";

  private final Draft draft;
  private final Clock clock;
  private final UnaryOperator<Map<String, @Nullable Object>> atEnd;
  private final EventWriter events = new EventWriter();
  private final Map<Integer, OpenCall> calls = new LinkedHashMap<>();
  private @Nullable OpenMessage message;
  private Map<?, ?> usage = Map.of();
  private @Nullable Object finishReason;
  private boolean spoken;
  private boolean refused;
  private boolean begun;
  private boolean over;

  /**
   * @param atEnd what is done with the whole response before anybody hears that it has ended; it is
   *     told of as this returns it
   */
  ResponseEvents(Draft draft, Clock clock, UnaryOperator<Map<String, @Nullable Object>> atEnd) {
    this.draft = draft;
    this.clock = clock;
    this.atEnd = atEnd;
  }

  /** The events for some chunks, whole ones each; may be empty. */
  byte[] of(byte[] chunks) {
    new String(chunks, StandardCharsets.UTF_8).lines().forEach(this::line);
    return events.take();
  }

  private void line(String line) {
    if (over) {
      return;
    }
    if (line.startsWith(":")) {
      events.comment(line);
    } else if (line.startsWith(DATA)) {
      data(line.substring(DATA.length()).strip());
    }
  }

  private void data(String data) {
    begin();
    if (data.equals("[DONE]")) {
      end();
      return;
    }
    JsonBody chunk = JsonBody.read(data.getBytes(StandardCharsets.UTF_8));
    if (chunk.value("error") instanceof Map<?, ?> error) {
      fail(error);
      return;
    }
    if (chunk.value("usage") instanceof Map<?, ?> told) {
      usage = told;
    }
    Map<?, ?> choice = JsonView.first(chunk.value("choices"));
    if (choice.get("finish_reason") != null) {
      finishReason = choice.get("finish_reason");
    }
    delta(JsonView.object(choice.get("delta")));
  }

  private void begin() {
    if (!begun) {
      begun = true;
      Map<String, @Nullable Object> response = draft.begun();
      events.event("response.created", "response", response);
      events.event("response.in_progress", "response", response);
    }
  }

  private void delta(Map<?, ?> delta) {
    String text = JsonView.text(delta.get("content"));
    if (!text.isEmpty()) {
      spoken = true;
      message().say(text);
    }
    String refusal = JsonView.text(delta.get("refusal"));
    // A bot that refuses has said the same before.
    if (!refusal.isEmpty() && (refused || !spoken)) {
      refused = true;
      message().refuse(refusal);
    }
    List<Object> annotations = OutputItems.annotations(delta.get("annotations"));
    if (!annotations.isEmpty() && message != null) {
      message.cite(annotations);
    }
    for (Map<?, ?> call : JsonView.objects(delta.get("tool_calls"))) {
      call(JsonView.number(call.get("index")), call);
    }
  }

  private OpenMessage message() {
    OpenMessage open = message;
    if (open == null) {
      open = new OpenMessage(draft, events);
      message = open;
    }
    return open;
  }

  private void call(int index, Map<?, ?> call) {
    OpenCall open = calls.get(index);
    if (open == null) {
      closeMessage(Draft.COMPLETED);
      open = new OpenCall(draft, events, call);
      calls.put(index, open);
    }
    open.add(JsonView.text(JsonView.object(call.get("function")).get("arguments")));
  }

  private void closeMessage(String status) {
    if (message != null) {
      message.close(status);
      message = null;
    }
  }

  private void end() {
    if (draft.output().isEmpty()) {
      message().say("");
    }
    closeAll(Draft.status(finishReason));
    Map<String, @Nullable Object> response =
        atEnd.apply(draft.ended(finishReason, usage, clock.instant()));
    events.event("response." + response.get("status"), "response", response);
    over = true;
  }

  /**
   * @param lastStatus of what was said last; what came before is complete
   */
  private void closeAll(String lastStatus) {
    boolean messageIsLast = message != null && message.isLast();
    closeMessage(messageIsLast ? lastStatus : Draft.COMPLETED);
    calls.values().forEach(call -> call.close(call.isLast() ? lastStatus : Draft.COMPLETED));
    calls.clear();
  }

  /** Clients end at the first of the two, or look at the second alone. */
  private void fail(Map<?, ?> error) {
    closeAll(Draft.INCOMPLETE);
    Map<String, @Nullable Object> event =
        JsonText.object(
            "code",
            error.get("code"),
            "message",
            error.get("message"),
            "param",
            error.get("param"),
            "error",
            error);
    String code =
        "rate_limit_exceeded".equals(error.get("code")) ? "rate_limit_exceeded" : "server_error";
    Map<String, @Nullable Object> response =
        atEnd.apply(draft.failed(code, JsonView.text(error.get("message")), usage));
    events.event("error", event);
    events.event("response.failed", "response", response);
    over = true;
  }

  /** Writes events, each with the next number. */
  static final class EventWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int next;

    void event(String type, String name, @Nullable Object value) {
      event(type, JsonText.object(name, value));
    }

    void event(String type, Map<String, @Nullable Object> members) {
      Map<String, @Nullable Object> event = JsonText.object("type", type, "sequence_number", next);
      next++;
      event.putAll(members);
      write("event: " + type + "\ndata: " + JsonText.of(event) + "\n\n");
    }

    void comment(String comment) {
      write(comment + "\n\n");
    }

    private void write(String frame) {
      out.writeBytes(frame.getBytes(StandardCharsets.UTF_8));
    }

    byte[] take() {
      byte[] taken = out.toByteArray();
      out.reset();
      return taken;
    }
  }
}
