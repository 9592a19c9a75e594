package dev.parley.adapters.llm.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.application.model.ModelGateway.Used;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a provider's JSON object, read without building any of it.
 *
 * @param choices whether it has choices, and at least one
 * @param error whether it has an error
 * @param usage null: it says nothing of usage, or null
 * @param usageStart offset of the member that tells of usage, its name included; -1: there is none
 * @param usageEnd offset behind its value
 */
record JsonSpans(
    boolean choices, boolean error, @Nullable Used usage, int usageStart, int usageEnd) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads an object.
   *
   * @throws IOException if that is no JSON object
   */
  static JsonSpans of(byte[] bytes, int from, int to) throws IOException {
    boolean choices = false;
    boolean error = false;
    Used usage = null;
    int usageStart = -1;
    int usageEnd = -1;
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "choices", "data" -> choices |= isFilled(parser, value);
          case "error" -> {
            error = value != JsonToken.VALUE_NULL;
            parser.skipChildren();
          }
          case "usage" -> {
            usage = value == JsonToken.START_OBJECT ? usage(parser) : skipped(parser);
            usageStart = start;
            usageEnd = from + (int) parser.currentLocation().getByteOffset();
          }
          default -> parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw new IOException("no whole JSON object");
      }
    }
    return new JsonSpans(choices, error, usage, usageStart, usageEnd);
  }

  private static boolean isFilled(JsonParser parser, @Nullable JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return false;
    }
    boolean filled = false;
    for (JsonToken item = parser.nextToken();
        item != JsonToken.END_ARRAY && item != null;
        item = parser.nextToken()) {
      filled = true;
      parser.skipChildren();
    }
    return filled;
  }

  private static @Nullable Used skipped(JsonParser parser) throws IOException {
    parser.skipChildren();
    return null;
  }

  private static @Nullable Used usage(JsonParser parser) throws IOException {
    int prompt = -1;
    int cached = 0;
    int completion = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "prompt_tokens" -> prompt = count(parser, value);
        case "completion_tokens" -> completion = count(parser, value);
        case "prompt_tokens_details" -> cached = cached(parser, value);
        default -> parser.skipChildren();
      }
    }
    return prompt < 0 ? null : new Used(prompt, Math.min(cached, prompt), completion, true);
  }

  private static int cached(JsonParser parser, @Nullable JsonToken value) throws IOException {
    int cached = 0;
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return cached;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals("cached_tokens");
      JsonToken number = parser.nextToken();
      if (wanted) {
        cached = count(parser, number);
      } else {
        parser.skipChildren();
      }
    }
    return cached;
  }

  /** Numbers that no usage can have are taken for none. */
  private static int count(JsonParser parser, @Nullable JsonToken value) throws IOException {
    if (value != JsonToken.VALUE_NUMBER_INT) {
      parser.skipChildren();
      return 0;
    }
    return parser.getNumberType() == JsonParser.NumberType.INT
        ? Math.max(0, parser.getIntValue())
        : 0;
  }

  /** The bytes of the object without the member that tells of usage. */
  byte[] withoutUsage(byte[] bytes, int from, int to) {
    if (usageStart < 0) {
      return Arrays.copyOfRange(bytes, from, to);
    }
    int start = usageStart;
    int end = usageEnd;
    int before = start - 1;
    while (before > from && isSpace(bytes[before])) {
      before--;
    }
    if (bytes[before] == ',') {
      start = before;
    } else {
      while (end < to && isSpace(bytes[end])) {
        end++;
      }
      if (end < to && bytes[end] == ',') {
        end++;
      }
    }
    byte[] rest = new byte[start - from + to - end];
    System.arraycopy(bytes, from, rest, 0, start - from);
    System.arraycopy(bytes, end, rest, start - from, to - end);
    return rest;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }
}
