package dev.parley.adapters.persistence.conversation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Citations of a message as they are stored: an array of flat objects. */
final class CitationsJson {
  private static final JsonFactory JSON = new JsonFactory();

  private CitationsJson() {}

  static String write(List<Citation> citations) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Citation citation : citations) {
        json.writeStartObject();
        json.writeNumberField("index", citation.index());
        json.writeStringField("chunk_id", citation.chunk().toString());
        json.writeStringField("document_id", citation.document().toString());
        json.writeStringField("title", storable(citation.title()));
        json.writeNumberField("page", citation.page());
        json.writeNumberField("start", citation.span().start());
        json.writeNumberField("end", citation.span().end());
        json.writeStringField("quote", storable(citation.quote()));
        json.writeStringField("passage_text", storable(citation.passage().text()));
        json.writeNumberField("passage_start", citation.passage().start());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a string can always be written to", e);
    }
    return text.toString();
  }

  static List<Citation> read(String text) {
    List<Citation> citations = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          fields.put(name, json.getText());
        }
        citations.add(citation(fields));
      }
    } catch (IOException e) {
      throw new IllegalStateException("stored citations are not what was written", e);
    }
    return citations;
  }

  private static Citation citation(Map<String, String> fields) {
    return new Citation(
        number(fields, "index"),
        new ChunkId(UUID.fromString(value(fields, "chunk_id"))),
        new DocumentId(UUID.fromString(value(fields, "document_id"))),
        value(fields, "title"),
        number(fields, "page"),
        new TextSpan(number(fields, "start"), number(fields, "end")),
        value(fields, "quote"),
        new Citation.PassageText(value(fields, "passage_text"), number(fields, "passage_start")));
  }

  private static int number(Map<String, String> fields, String name) {
    return Integer.parseInt(value(fields, name));
  }

  private static String value(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("stored citation without " + name);
    }
    return value;
  }

  /** NUL would be written as an escape, which PostgreSQL refuses in jsonb as it does in text. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
