package dev.parley.adapters.rest;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as the HTML standard says. */
final class Events implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.createDefault();

  private final BufferedReader lines;

  Events(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /** One event; a heartbeat has the type {@code :} and nothing else. */
  record Event(String id, String type, String data) {
    long seq() {
      return Long.parseLong(id.substring(id.indexOf(':') + 1));
    }

    String run() {
      return id.substring(0, id.indexOf(':'));
    }

    JsonNode json() {
      try {
        return JSON.readValue(data, Argument.of(JsonNode.class));
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + data, e);
      }
    }

    String string(String field) {
      @Nullable JsonNode value = json().get(field);
      if (value == null) {
        throw new AssertionError("no '" + field + "' in " + data);
      }
      return value.getStringValue();
    }
  }

  /** The next event or heartbeat; empty at the end. */
  Optional<Event> next() throws IOException {
    String id = "";
    String type = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(":")) {
        type = ":";
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data.append(line.substring(6));
      } else if (!line.isEmpty()) {
        throw new AssertionError("unknown line: " + line);
      } else if (!type.isEmpty()) {
        return Optional.of(new Event(id, type, data.toString()));
      }
    }
    return Optional.empty();
  }

  /** The next event of a type; those before it are passed over. */
  Event next(String type) throws IOException {
    while (true) {
      Event event = next().orElseThrow(() -> new AssertionError("ended before " + type));
      if (event.type().equals(type)) {
        return event;
      }
    }
  }

  /** All events to the end, without heartbeats. */
  List<Event> rest() throws IOException {
    List<Event> events = new ArrayList<>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      if (!event.get().type().equals(":")) {
        events.add(event.get());
      }
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
