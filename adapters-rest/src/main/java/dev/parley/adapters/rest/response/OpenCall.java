package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import dev.parley.adapters.rest.response.ResponseEvents.EventWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of a function while its arguments come. */
final class OpenCall {
  private final Draft draft;
  private final EventWriter events;
  private final String id;
  private final String callId;
  private final String name;
  private final int index;
  private final StringBuilder arguments = new StringBuilder();

  /**
   * @param call the first of what a chat completion's chunks say of it
   */
  OpenCall(Draft draft, EventWriter events, Map<?, ?> call) {
    this.draft = draft;
    this.events = events;
    this.id = draft.nextItemId("function_call");
    this.callId = OutputItems.callId(call.get("id"), id);
    this.name = JsonView.text(JsonView.object(call.get("function")).get("name"));
    this.index = draft.output().size();
    Map<String, @Nullable Object> item = item(Draft.IN_PROGRESS);
    draft.output().add(item);
    events.event(
        "response.output_item.added", JsonText.object("output_index", index, "item", item));
  }

  boolean isLast() {
    return index == draft.output().size() - 1;
  }

  void add(String piece) {
    if (!piece.isEmpty()) {
      arguments.append(piece);
      events.event("response.function_call_arguments.delta", event("delta", piece));
    }
  }

  void close(String status) {
    Map<String, @Nullable Object> done = event("arguments", arguments.toString());
    done.put("name", name);
    events.event("response.function_call_arguments.done", done);
    Map<String, @Nullable Object> item = item(status);
    draft.output().set(index, item);
    events.event("response.output_item.done", JsonText.object("output_index", index, "item", item));
  }

  private Map<String, @Nullable Object> item(String status) {
    return OutputItems.call(id, status, callId, name, arguments.toString());
  }

  private Map<String, @Nullable Object> event(String member, String value) {
    return JsonText.object("item_id", id, "output_index", index, member, value);
  }
}
