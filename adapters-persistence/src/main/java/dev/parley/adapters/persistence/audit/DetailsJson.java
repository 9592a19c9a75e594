package dev.parley.adapters.persistence.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Details of an event as they are stored: a flat object of texts. */
final class DetailsJson {
  private static final JsonFactory JSON = new JsonFactory();

  private DetailsJson() {}

  static String write(Map<String, String> details) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> detail : details.entrySet()) {
        json.writeStringField(detail.getKey(), detail.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string can always be written to", e);
    }
    return text.toString();
  }

  /** What somebody put there by hand is read as far as it can be: its hash shows it anyway. */
  static Map<String, String> read(String text) {
    Map<String, String> details = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Map.of("", text);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          return Map.of("", text);
        }
        details.put(name, json.getText());
      }
    } catch (IOException e) {
      throw new IllegalStateException("jsonb is always JSON", e);
    }
    return details;
  }
}
