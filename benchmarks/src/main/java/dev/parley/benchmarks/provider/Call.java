package dev.parley.benchmarks.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 *
 * @param question the text of the last message that has any
 * @param inputs how many texts are to be embedded
 */
record Call(
    String model,
    boolean stream,
    boolean tellUsage,
    String question,
    int inputs,
    boolean asBase64) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a request's body.
   *
   * @throws IOException if that is no JSON object, or names no model
   */
  static Call of(byte[] body) throws IOException {
    String model = null;
    boolean stream = false;
    boolean tellUsage = false;
    boolean asBase64 = false;
    String question = "";
    int inputs = 0;
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("body: no object (expected: a JSON object)");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "model" -> model = text(json);
          case "stream" -> stream = json.currentToken() == JsonToken.VALUE_TRUE;
          case "stream_options" -> tellUsage = tellUsage(json);
          case "encoding_format" -> asBase64 = "base64".equals(text(json));
          case "messages" -> question = lastText(json);
          case "input" -> inputs = inputs(json);
          default -> json.skipChildren();
        }
      }
    }
    if (model == null) {
      throw new IOException("model: missing (expected: the name of a model)");
    }
    return new Call(model, stream, tellUsage, question, inputs, asBase64);
  }

  private static @Nullable String text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return null;
  }

  private static boolean tellUsage(JsonParser json) throws IOException {
    boolean wanted = false;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean usage = json.currentName().equals("include_usage");
        wanted |= json.nextToken() == JsonToken.VALUE_TRUE && usage;
        json.skipChildren();
      }
    }
    return wanted;
  }

  /** The last string of any message, whether its content is one or has parts with one. */
  private static String lastText(JsonParser json) throws IOException {
    String last = "";
    int depth = 0;
    String field = "";
    do {
      switch (json.currentToken()) {
        case START_ARRAY, START_OBJECT -> depth++;
        case END_ARRAY, END_OBJECT -> depth--;
        case FIELD_NAME -> field = json.currentName();
        case VALUE_STRING -> {
          if (field.equals("content") || field.equals("text")) {
            last = json.getText();
          }
        }
        default -> {}
      }
    } while (depth > 0 && json.nextToken() != null);
    return last;
  }

  /** Texts, or one; each may be numbers of tokens as well. */
  private static int inputs(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return 1;
    }
    int inputs = 0;
    boolean numbers = false;
    for (JsonToken item = json.nextToken();
        item != null && item != JsonToken.END_ARRAY;
        item = json.nextToken()) {
      inputs++;
      numbers |= item.isNumeric();
      json.skipChildren();
    }
    return numbers ? 1 : inputs;
  }
}
