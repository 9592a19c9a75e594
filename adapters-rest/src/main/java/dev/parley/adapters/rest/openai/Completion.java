package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.problem.OpenAiError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of ours in the form of a chat completion, whole or in chunks.
 *
 * @param id the same in all chunks
 * @param model as the caller wrote it
 * @param includeUsage whether the chunks are to tell of usage
 */
record Completion(String id, Instant created, String model, boolean includeUsage) {
  private static final byte[] DONE = frame("[DONE]");

  /** Tells answers of ours from those that a provider made. */
  private static final String FINGERPRINT = "fp_parley";

  /** What was used, in tokens. */
  record Usage(int prompt, int completion) {
    Map<String, @Nullable Object> json() {
      return JsonText.object(
          "prompt_tokens",
          prompt,
          "completion_tokens",
          completion,
          "total_tokens",
          (long) prompt + completion,
          "prompt_tokens_details",
          JsonText.object("cached_tokens", 0, "audio_tokens", 0),
          "completion_tokens_details",
          JsonText.object(
              "reasoning_tokens",
              0,
              "audio_tokens",
              0,
              "accepted_prediction_tokens",
              0,
              "rejected_prediction_tokens",
              0));
    }
  }

  /** The whole answer. */
  byte[] whole(Map<String, ?> message, String finishReason, Usage usage) {
    Map<String, @Nullable Object> choice =
        JsonText.object(
            "index", 0, "message", message, "logprobs", null, "finish_reason", finishReason);
    Map<String, @Nullable Object> whole = head("chat.completion");
    whole.put("choices", List.of(choice));
    whole.put("usage", usage.json());
    return JsonText.of(whole).getBytes(StandardCharsets.UTF_8);
  }

  /** The first chunk: who speaks. */
  byte[] begin() {
    return chunk(JsonText.object("role", "assistant", "content", ""), null);
  }

  byte[] text(String text) {
    return chunk(JsonText.object("content", text), null);
  }

  /** The last chunks: why it ends, what was used if that was asked for, and that it is over. */
  byte[] end(Map<String, ?> delta, String finishReason, Usage usage) {
    byte[] last = chunk(delta, finishReason);
    if (!includeUsage) {
      return joined(last, DONE);
    }
    Map<String, @Nullable Object> used = head("chat.completion.chunk");
    used.put("choices", List.of());
    used.put("usage", usage.json());
    return joined(last, frame(JsonText.of(used)), DONE);
  }

  private byte[] chunk(Map<String, ?> delta, @Nullable String finishReason) {
    Map<String, @Nullable Object> choice =
        JsonText.object(
            "index", 0, "delta", delta, "logprobs", null, "finish_reason", finishReason);
    Map<String, @Nullable Object> chunk = head("chat.completion.chunk");
    chunk.put("choices", List.of(choice));
    if (includeUsage) {
      chunk.put("usage", null);
    }
    return frame(JsonText.of(chunk));
  }

  private Map<String, @Nullable Object> head(String object) {
    return JsonText.object(
        "id",
        id,
        "object",
        object,
        "created",
        created.getEpochSecond(),
        "model",
        model,
        "service_tier",
        "default",
        "system_fingerprint",
        FINGERPRINT);
  }

  /** An error behind the first chunk: no status can tell of it any more. */
  static byte[] error(OpenAiError error) {
    return frame(
        JsonText.of(
            JsonText.object(
                "error",
                JsonText.object(
                    "message",
                    error.message(),
                    "type",
                    error.type(),
                    "param",
                    error.param(),
                    "code",
                    error.code()))));
  }

  private static byte[] frame(String data) {
    return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] joined(byte[]... frames) {
    int length = 0;
    for (byte[] frame : frames) {
      length += frame.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] frame : frames) {
      System.arraycopy(frame, 0, joined, at, frame.length);
      at += frame.length;
    }
    return joined;
  }
}
