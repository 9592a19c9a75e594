package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import dev.parley.adapters.rest.problem.AnthropicError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a chat completion as events of a message. One block is open at a time. Used by one
 * thread at a time, in order.
 */
final class MessageEvents {
  private static final String DATA = "data:";
  private static final Map<?, ?> NOTHING = Map.of();

  private final String model;
  private final int promptTokens;
  private final String requestId;
  private final Map<Integer, Integer> callBlocks = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Map<?, ?> usage = NOTHING;
  private @Nullable Object finishReason;
  private int blocks;
  private boolean begun;
  private boolean open;
  private boolean text;
  private boolean spoken;
  private boolean refused;

  /**
   * @param model as the caller wrote it
   * @param promptTokens an estimate, for the first event; the last one has what was counted
   */
  MessageEvents(String model, int promptTokens, String requestId) {
    this.model = model;
    this.promptTokens = promptTokens;
    this.requestId = requestId;
  }

  /** The events for some chunks, whole ones each; may be empty. */
  byte[] of(byte[] chunks) {
    out.reset();
    new String(chunks, StandardCharsets.UTF_8).lines().forEach(this::line);
    return out.toByteArray();
  }

  private void line(String line) {
    if (line.startsWith(":") && begun) {
      event("ping", JsonText.object("type", "ping"));
    } else if (line.startsWith(DATA)) {
      data(line.substring(DATA.length()).strip());
    }
  }

  private void data(String data) {
    if (data.equals("[DONE]")) {
      end();
      return;
    }
    JsonBody chunk = JsonBody.read(data.getBytes(StandardCharsets.UTF_8));
    if (chunk.value("error") instanceof Map<?, ?> error) {
      event("error", AnthropicError.inStream(error, requestId));
      return;
    }
    if (!begun) {
      begin(chunk);
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

  private void begin(JsonBody chunk) {
    begun = true;
    Map<String, @Nullable Object> message = Answer.head(Answer.id(chunk), model);
    message.put("usage", Answer.usage(promptTokens, 0, 0));
    event("message_start", JsonText.object("type", "message_start", "message", message));
    event("ping", JsonText.object("type", "ping"));
  }

  private void delta(Map<?, ?> delta) {
    say(JsonView.text(delta.get("content")));
    String refusal = JsonView.text(delta.get("refusal"));
    if (!refusal.isEmpty()) {
      // A bot says the same in both; whose refusal comes in pieces says it in one.
      if (refused || !spoken) {
        say(refusal);
      }
      refused = true;
    }
    for (Object citation : Answer.citations(delta.get("citations"))) {
      if (open && text) {
        blockDelta(blocks - 1, "citations_delta", "citation", citation);
      }
    }
    for (Map<?, ?> call : JsonView.objects(delta.get("tool_calls"))) {
      call(JsonView.number(call.get("index")), call);
    }
  }

  private void say(String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (!open || !text) {
      openBlock(Answer.textBlock(""));
      text = true;
    }
    spoken = true;
    blockDelta(blocks - 1, "text_delta", "text", piece);
  }

  private void call(int index, Map<?, ?> call) {
    Map<?, ?> function = JsonView.object(call.get("function"));
    Integer block = callBlocks.get(index);
    if (block == null) {
      openBlock(Answer.toolBlock(call.get("id"), function.get("name")));
      text = false;
      block = blocks - 1;
      callBlocks.put(index, block);
    }
    String arguments = JsonView.text(function.get("arguments"));
    if (!arguments.isEmpty()) {
      blockDelta(block, "input_json_delta", "partial_json", arguments);
    }
  }

  private void openBlock(Map<String, @Nullable Object> block) {
    closeBlock();
    open = true;
    event(
        "content_block_start",
        JsonText.object("type", "content_block_start", "index", blocks, "content_block", block));
    blocks++;
  }

  private void blockDelta(int index, String type, String name, Object value) {
    event(
        "content_block_delta",
        JsonText.object(
            "type",
            "content_block_delta",
            "index",
            index,
            "delta",
            JsonText.object("type", type, name, value)));
  }

  private void closeBlock() {
    if (open) {
      open = false;
      event(
          "content_block_stop", JsonText.object("type", "content_block_stop", "index", blocks - 1));
    }
  }

  private void end() {
    closeBlock();
    String reason =
        Answer.stopReason(finishReason, refused ? Map.of("refusal", "refused") : NOTHING);
    event(
        "message_delta",
        JsonText.object(
            "type",
            "message_delta",
            "delta",
            JsonText.object("stop_reason", reason, "stop_sequence", null),
            "usage",
            usage.isEmpty() ? Answer.usage(promptTokens, 0, 0) : Answer.usage(usage)));
    event("message_stop", JsonText.object("type", "message_stop"));
  }

  private void event(String name, Map<String, ?> data) {
    out.writeBytes(
        ("event: " + name + "\ndata: " + JsonText.of(data) + "\n\n")
            .getBytes(StandardCharsets.UTF_8));
  }
}
