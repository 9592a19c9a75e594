package dev.parley.adapters.llm.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the text in those chunks of one answer that say nothing else. Almost all are such, and
 * differ from the one before in their text alone: where all the bytes around it are the same, so is
 * what they mean, and they are not read again.
 */
final class PlainChunks {
  private static final JsonFactory JSON = new JsonFactory();

  /** Of the last chunk that was read: what stood before the text, its quote included. */
  private byte[] before = new byte[0];

  /** What stood behind it, from the quote that ends it. */
  private byte[] behind = new byte[0];

  /** The text of a chunk; null if it has none, has more than text, or cannot be read. */
  @Nullable String textOf(byte[] bytes, int from, int to) {
    int start = from + before.length;
    if (before.length > 0
        && start < to
        && Arrays.equals(bytes, from, start, before, 0, before.length)) {
      int end = endOfPlainString(bytes, start, to);
      if (end > start && Arrays.equals(bytes, end, to, behind, 0, behind.length)) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
      }
    }
    return read(bytes, from, to);
  }

  /** The quote that ends a string that needs no decoding; -1: it needs some, or has no end. */
  private static int endOfPlainString(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '"') {
        return i;
      }
      if (bytes[i] == '\\' || (bytes[i] >= 0 && bytes[i] < ' ')) {
        return -1;
      }
    }
    return -1;
  }

  private @Nullable String read(byte[] bytes, int from, int to) {
    try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
      Reading reading = new Reading(json);
      if (!reading.isPlain() || reading.text == null) {
        return null;
      }
      int quote = from + reading.quote;
      int end = endOfPlainString(bytes, quote + 1, to);
      if (end >= 0) {
        before = Arrays.copyOfRange(bytes, from, quote + 1);
        behind = Arrays.copyOfRange(bytes, end, to);
      }
      return reading.text;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** One chunk, read to the end. */
  private static final class Reading {
    private final JsonParser json;
    private @Nullable String text;

    /** Offset of the quote that begins the text. */
    private int quote;

    Reading(JsonParser json) {
      this.json = json;
    }

    /** Whether a member of an object, whose value comes next, may be passed over. */
    @FunctionalInterface
    private interface Member {
      boolean isPlain(String name) throws IOException;
    }

    /** Whether there is one choice that adds text, and nothing that has to be known besides. */
    boolean isPlain() throws IOException {
      json.nextToken();
      return isPlainObject(
              name ->
                  switch (name) {
                    case "choices" -> isPlainChoice();
                    case "usage", "error" -> json.currentToken() == JsonToken.VALUE_NULL;
                    case "object" -> !json.getText().equals("error");
                    default -> true;
                  })
          && json.nextToken() == null;
    }

    /** Reads an object to its end, unless a member of it is not plain. */
    private boolean isPlainObject(Member member) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (!member.isPlain(name)) {
          return false;
        }
        json.skipChildren();
      }
      return json.currentToken() == JsonToken.END_OBJECT;
    }

    private boolean isPlainChoice() throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return false;
      }
      json.nextToken();
      return isPlainObject(
              name ->
                  switch (name) {
                    case "delta" -> isPlainDelta();
                    case "finish_reason" -> json.currentToken() == JsonToken.VALUE_NULL;
                    default -> true;
                  })
          && json.nextToken() == JsonToken.END_ARRAY;
    }

    private boolean isPlainDelta() throws IOException {
      return isPlainObject(
          name ->
              switch (name) {
                case "content" -> isText();
                case "tool_calls", "function_call" -> json.currentToken() == JsonToken.VALUE_NULL;
                default -> true;
              });
    }

    private boolean isText() throws IOException {
      if (text != null || json.currentToken() != JsonToken.VALUE_STRING) {
        return false;
      }
      quote = (int) json.currentTokenLocation().getByteOffset();
      text = json.getText();
      return !text.isEmpty();
    }
  }
}
