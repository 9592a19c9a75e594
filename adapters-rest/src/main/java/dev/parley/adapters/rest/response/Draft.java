package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import dev.parley.application.response.ResponseId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response while it is made: what was asked, and what has been said so far. Used by one thread at
 * a time.
 */
final class Draft {
  static final String IN_PROGRESS = "in_progress";
  static final String COMPLETED = "completed";
  static final String INCOMPLETE = "incomplete";

  private final ResponseId id;
  private final Instant createdAt;
  private final Map<String, @Nullable Object> asked;
  private final List<Map<String, @Nullable Object>> output = new ArrayList<>();
  private int items;

  /**
   * A response of which nothing has been said.
   *
   * @param asked what a request holds besides its input, which may be too large to be held for as
   *     long as an answer takes
   */
  Draft(ResponseId id, Instant createdAt, Map<String, @Nullable Object> asked) {
    this.id = id;
    this.createdAt = createdAt;
    this.asked = asked;
  }

  ResponseId id() {
    return id;
  }

  Instant createdAt() {
    return createdAt;
  }

  /** An id for the next item, whether it was asked or said. */
  String nextItemId(String type) {
    String prefix =
        switch (type) {
          case "function_call" -> "fc";
          case "function_call_output" -> "fco";
          default -> "msg";
        };
    int number = items;
    items++;
    return WireIds.ofItem(prefix, id, number);
  }

  /** Gives an id to each of some items that came without. */
  void name(List<Map<String, @Nullable Object>> input) {
    for (Map<String, @Nullable Object> item : input) {
      if (item.get("id") == null) {
        item.put("id", nextItemId(JsonView.text(item.get("type"))));
      }
    }
  }

  /** What has been said, to be added to. */
  List<Map<String, @Nullable Object>> output() {
    return output;
  }

  /** How an answer ends that ended for a reason. */
  static String status(@Nullable Object finishReason) {
    return reasonOfIncomplete(finishReason) == null ? COMPLETED : INCOMPLETE;
  }

  private static @Nullable String reasonOfIncomplete(@Nullable Object finishReason) {
    return switch (JsonView.text(finishReason)) {
      case "length" -> "max_output_tokens";
      case "content_filter" -> "content_filter";
      default -> null;
    };
  }

  /** The response of which more is to come. */
  Map<String, @Nullable Object> begun() {
    return json(IN_PROGRESS, new HashMap<>());
  }

  /**
   * The response that has come to its end.
   *
   * @param finishReason in the words of a chat completion
   * @param usage a chat completion's
   */
  Map<String, @Nullable Object> ended(
      @Nullable Object finishReason, Map<?, ?> usage, Instant endedAt) {
    Map<String, @Nullable Object> end = new HashMap<>();
    String reason = reasonOfIncomplete(finishReason);
    if (reason == null) {
      end.put("completed_at", endedAt.getEpochSecond());
    } else {
      end.put("incomplete_details", JsonText.object("reason", reason));
    }
    end.put("usage", OutputItems.usage(usage));
    return json(status(finishReason), end);
  }

  /** The response that broke off. */
  Map<String, @Nullable Object> failed(String code, String message, Map<?, ?> usage) {
    Map<String, @Nullable Object> end = new HashMap<>();
    end.put("error", JsonText.object("code", code, "message", message));
    end.put("usage", OutputItems.usage(usage));
    return json("failed", end);
  }

  private Map<String, @Nullable Object> json(String status, Map<String, @Nullable Object> end) {
    return JsonText.object(
        "id",
        WireIds.of(id),
        "object",
        "response",
        "created_at",
        createdAt.getEpochSecond(),
        "status",
        status,
        "background",
        false,
        "completed_at",
        end.get("completed_at"),
        "error",
        end.get("error"),
        "incomplete_details",
        end.get("incomplete_details"),
        "instructions",
        asked.get("instructions"),
        "max_output_tokens",
        asked.get("max_output_tokens"),
        "max_tool_calls",
        asked.get("max_tool_calls"),
        "model",
        asked.get("model"),
        "output",
        List.copyOf(output),
        "parallel_tool_calls",
        given("parallel_tool_calls", true),
        "previous_response_id",
        asked.get("previous_response_id"),
        "prompt_cache_key",
        asked.get("prompt_cache_key"),
        "reasoning",
        reasoning(),
        "safety_identifier",
        asked.get("safety_identifier"),
        "service_tier",
        "default",
        "store",
        given("store", true),
        "temperature",
        asked.get("temperature"),
        "text",
        text(),
        "tool_choice",
        given("tool_choice", "auto"),
        "tools",
        FunctionTools.repeated(asked.get("tools") instanceof List<?> tools ? tools : List.of()),
        "top_logprobs",
        0,
        "top_p",
        asked.get("top_p"),
        "truncation",
        given("truncation", "disabled"),
        "usage",
        end.get("usage"),
        "user",
        asked.get("user"),
        "metadata",
        given("metadata", Map.of()));
  }

  private Object given(String name, Object otherwise) {
    Object value = asked.get(name);
    return value == null ? otherwise : value;
  }

  private Map<String, @Nullable Object> reasoning() {
    Map<?, ?> reasoning = JsonView.object(asked.get("reasoning"));
    return JsonText.object("effort", reasoning.get("effort"), "summary", reasoning.get("summary"));
  }

  private Map<String, @Nullable Object> text() {
    Map<?, ?> text = JsonView.object(asked.get("text"));
    Object format = text.get("format");
    Object verbosity = text.get("verbosity");
    return JsonText.object(
        "format",
        format == null ? JsonText.object("type", "text") : format,
        "verbosity",
        verbosity == null ? "medium" : verbosity);
  }
}
