package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.response.ResponseEvents.EventWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a response while it is said: parts one after the other, of which one is open. */
final class OpenMessage {
  private final Draft draft;
  private final EventWriter events;
  private final String id;
  private final int index;
  private final List<Object> parts = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();
  private final List<Object> annotations = new ArrayList<>();
  private boolean open;
  private boolean refusing;

  OpenMessage(Draft draft, EventWriter events) {
    this.draft = draft;
    this.events = events;
    this.id = draft.nextItemId("message");
    this.index = draft.output().size();
    Map<String, @Nullable Object> item = OutputItems.message(id, Draft.IN_PROGRESS, List.of());
    draft.output().add(item);
    events.event(
        "response.output_item.added", JsonText.object("output_index", index, "item", item));
  }

  boolean isLast() {
    return index == draft.output().size() - 1;
  }

  void say(String piece) {
    openPart(false);
    words.append(piece);
    if (!piece.isEmpty()) {
      Map<String, @Nullable Object> event = event("delta", piece);
      event.put("logprobs", List.of());
      events.event("response.output_text.delta", event);
    }
  }

  void refuse(String piece) {
    openPart(true);
    words.append(piece);
    events.event("response.refusal.delta", event("delta", piece));
  }

  void cite(List<Object> cited) {
    if (!open || refusing) {
      return;
    }
    for (Object annotation : cited) {
      Map<String, @Nullable Object> event = event("annotation", annotation);
      event.put("annotation_index", annotations.size());
      events.event("response.output_text.annotation.added", event);
      annotations.add(annotation);
    }
  }

  private void openPart(boolean ofRefusal) {
    if (open && refusing == ofRefusal) {
      return;
    }
    closePart();
    open = true;
    refusing = ofRefusal;
    events.event("response.content_part.added", event("part", part()));
  }

  private Map<String, @Nullable Object> part() {
    return refusing
        ? OutputItems.refusal(words.toString())
        : OutputItems.text(words.toString(), List.copyOf(annotations));
  }

  private void closePart() {
    if (!open) {
      return;
    }
    if (refusing) {
      events.event("response.refusal.done", event("refusal", words.toString()));
    } else {
      Map<String, @Nullable Object> event = event("text", words.toString());
      event.put("logprobs", List.of());
      events.event("response.output_text.done", event);
    }
    Map<String, @Nullable Object> part = part();
    events.event("response.content_part.done", event("part", part));
    parts.add(part);
    words.setLength(0);
    annotations.clear();
    open = false;
  }

  void close(String status) {
    closePart();
    Map<String, @Nullable Object> item = OutputItems.message(id, status, List.copyOf(parts));
    draft.output().set(index, item);
    events.event("response.output_item.done", JsonText.object("output_index", index, "item", item));
  }

  private Map<String, @Nullable Object> event(String name, Object value) {
    return JsonText.object(
        "item_id", id, "output_index", index, "content_index", parts.size(), name, value);
  }
}
