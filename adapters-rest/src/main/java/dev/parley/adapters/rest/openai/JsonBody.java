package dev.parley.adapters.rest.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that came as bytes: what its members hold, and where in the bytes they stand, so
 * that one can be exchanged and the others left as they are.
 *
 * @param bytes not to be changed
 * @param start offset of the object's opening brace
 */
@SuppressWarnings("ArrayRecordComponent") // As it came, and never compared.
public record JsonBody(byte[] bytes, int start, Map<String, Member> members) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A member.
   *
   * @param value a map, a list, a string, a number, a boolean or null
   * @param start offset of the value's first byte
   * @param end offset behind its last
   */
  public record Member(@Nullable Object value, int start, int end) {}

  /**
   * Reads a body.
   *
   * @throws OpenAiException if it is no JSON object, or one with a member twice: which one counts
   *     is for each reader to say, and the provider may say otherwise
   */
  public static JsonBody read(byte[] bytes) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("expected an object");
      }
      int start = offset(parser.currentTokenLocation());
      Map<String, Member> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int from = offset(parser.currentTokenLocation());
        Object value = value(parser);
        Member member = new Member(value, from, offset(parser.currentLocation()));
        if (members.putIfAbsent(name, member) != null) {
          throw new OpenAiException(
              OpenAiError.invalid(name, "invalid_value", "'" + name + "' is there twice."));
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("something follows the object");
      }
      return new JsonBody(bytes, start, members);
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      throw malformed(
          location == null
              ? "it cannot be read"
              : "line " + location.getLineNr() + ", column " + location.getColumnNr());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes cannot be read", e);
    }
  }

  private static int offset(JsonLocation location) {
    if (location.getByteOffset() < 0) {
      throw malformed("expected UTF-8");
    }
    return (int) location.getByteOffset();
  }

  private static OpenAiException malformed(String why) {
    return new OpenAiException(
        OpenAiError.invalid(
            null,
            "malformed_json",
            "We could not parse the JSON body of your request (" + why + ")."));
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw malformed("a value is missing");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw malformed("a value is missing");
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  /** All values by their names. */
  public Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    members.forEach((name, member) -> values.put(name, member.value()));
    return values;
  }

  /** The value of a member; null for null, and where there is none. */
  public @Nullable Object value(String name) {
    Member member = members.get(name);
    return member == null ? null : member.value();
  }

  /** How many bytes the value of a member has; 0 where there is none. */
  int size(String name) {
    Member member = members.get(name);
    return member == null ? 0 : member.end() - member.start();
  }
}
