package dev.parley.bootstrap.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A stream of server-sent events, read as it comes. */
final class EventStream implements AutoCloseable {
  private final BufferedReader lines;
  private final StringBuilder raw = new StringBuilder();
  private final List<ServerEvent> seen = new ArrayList<>();

  EventStream(InputStream body) {
    this(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private EventStream(Reader characters) {
    this.lines = new BufferedReader(characters);
  }

  /** The events in a text. */
  static List<ServerEvent> eventsIn(String text) {
    try (EventStream stream = new EventStream(new StringReader(text))) {
      return stream.toEnd();
    }
  }

  /** Waits for the next event; empty at the end, also where the connection broke. */
  Optional<ServerEvent> next() {
    String id = "";
    String type = "";
    StringBuilder data = new StringBuilder();
    try {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith(":")) {
          continue;
        }
        if (!line.isEmpty() || !type.isEmpty()) {
          raw.append(line).append('\n');
        }
        if (line.isEmpty() && !type.isEmpty()) {
          ServerEvent event = new ServerEvent(id, type, data.toString());
          seen.add(event);
          return Optional.of(event);
        } else if (line.startsWith("id:")) {
          id = line.substring("id:".length()).strip();
        } else if (line.startsWith("event:")) {
          type = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring("data:".length()).strip());
        }
      }
      return Optional.empty();
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  /** Waits for an event of a type; fails if the stream ends without one. */
  ServerEvent await(String type) {
    Optional<ServerEvent> event = next();
    while (event.isPresent() && !event.get().type().equals(type)) {
      event = next();
    }
    return event.orElseThrow(() -> new AssertionError("no " + type + " among " + seen));
  }

  /** Waits until the text so far holds something. */
  void awaitText(String text) {
    while (!textOf(seen).contains(text)) {
      if (next().isEmpty()) {
        throw new AssertionError("the stream ended before '" + text + "': " + seen);
      }
    }
  }

  /** Everything, from the first event to the last. */
  List<ServerEvent> toEnd() {
    while (next().isPresent()) {
      // Every event is kept.
    }
    return seen();
  }

  List<ServerEvent> seen() {
    return List.copyOf(seen);
  }

  /** The characters that came, without comments. */
  String raw() {
    return raw.toString();
  }

  static String textOf(List<ServerEvent> events) {
    return events.stream()
        .filter(event -> event.type().equals("message.delta"))
        .map(event -> event.json().text("text"))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
