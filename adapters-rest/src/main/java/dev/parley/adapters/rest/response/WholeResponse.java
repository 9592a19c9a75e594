package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response made of a whole chat completion. */
final class WholeResponse {
  private WholeResponse() {}

  /** The response, which the draft holds afterwards, too. */
  static Map<String, @Nullable Object> of(byte[] completion, Draft draft, Instant endedAt) {
    JsonBody json = JsonBody.read(completion);
    Map<?, ?> choice = JsonView.first(json.value("choices"));
    Map<?, ?> said = JsonView.object(choice.get("message"));
    Object finishReason = choice.get("finish_reason");
    List<Object> parts = parts(said);
    List<Map<?, ?>> calls = JsonView.objects(said.get("tool_calls"));
    String lastStatus = Draft.status(finishReason);
    if (!parts.isEmpty() || calls.isEmpty()) {
      draft
          .output()
          .add(
              OutputItems.message(
                  draft.nextItemId("message"),
                  calls.isEmpty() ? lastStatus : Draft.COMPLETED,
                  parts.isEmpty() ? List.of(OutputItems.text("", List.of())) : parts));
    }
    for (int i = 0; i < calls.size(); i++) {
      draft
          .output()
          .add(call(calls.get(i), draft, i == calls.size() - 1 ? lastStatus : Draft.COMPLETED));
    }
    return draft.ended(finishReason, JsonView.object(json.value("usage")), endedAt);
  }

  /** A bot that refuses says the same in both: who reads texts alone is to see it. */
  private static List<Object> parts(Map<?, ?> said) {
    List<Object> parts = new ArrayList<>();
    String text = JsonView.text(said.get("content"));
    if (!text.isEmpty()) {
      parts.add(OutputItems.text(text, OutputItems.annotations(said.get("annotations"))));
    }
    String refusal = JsonView.text(said.get("refusal"));
    if (!refusal.isEmpty() && !refusal.equals(text)) {
      parts.add(OutputItems.refusal(refusal));
    }
    return parts;
  }

  private static Map<String, @Nullable Object> call(Map<?, ?> call, Draft draft, String status) {
    Map<?, ?> function = JsonView.object(call.get("function"));
    String id = draft.nextItemId("function_call");
    return OutputItems.call(
        id,
        status,
        OutputItems.callId(call.get("id"), id),
        JsonView.text(function.get("name")),
        JsonView.text(function.get("arguments")));
  }
}
