package dev.parley.domain.guardrail.pii;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The labelled texts that lie beside the repository, where they do. */
final class LabelledTexts {
  record Span(String type, int start, int end) {}

  record Labelled(String text, List<Span> spans) {}

  private LabelledTexts() {}

  static Optional<Path> find(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/data/guardrails").resolve(name);
      if (Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  static List<Labelled> read(Path file) {
    try {
      List<Labelled> all = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        all.add(labelled(line));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Labelled labelled(String line) {
    Map<?, ?> row = (Map<?, ?>) new Json(line).value();
    List<Span> spans = new ArrayList<>();
    for (Object each : (List<?>) required(row, "spans")) {
      Map<?, ?> span = (Map<?, ?>) each;
      spans.add(
          new Span(
              (String) required(span, "type"),
              (Integer) required(span, "start"),
              (Integer) required(span, "end")));
    }
    // Offsets in the file count code points.
    String text = (String) required(row, "text");
    return new Labelled(
        text,
        spans.stream()
            .map(
                span ->
                    new Span(
                        span.type(),
                        text.offsetByCodePoints(0, span.start()),
                        text.offsetByCodePoints(0, span.end())))
            .toList());
  }

  private static Object required(Map<?, ?> row, String key) {
    Object value = row.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + key + " in " + row);
    }
    return value;
  }

  /** As much of RFC 8259 as the files hold. */
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object value() {
      char c = next();
      return switch (c) {
        case '{' -> object();
        case '[' -> list();
        case '"' -> string();
        default -> number();
      };
    }

    private Map<String, Object> object() {
      Map<String, Object> object = new HashMap<>();
      at++;
      while (next() != '}') {
        next();
        String key = string();
        next();
        at++;
        object.put(key, value());
        if (next() == ',') {
          at++;
        }
      }
      at++;
      return object;
    }

    private List<Object> list() {
      List<Object> list = new ArrayList<>();
      at++;
      while (next() != ']') {
        list.add(value());
        if (next() == ',') {
          at++;
        }
      }
      at++;
      return list;
    }

    private String string() {
      StringBuilder string = new StringBuilder();
      at++;
      while (text.charAt(at) != '"') {
        char c = text.charAt(at);
        at++;
        if (c != '\\') {
          string.append(c);
          continue;
        }
        char escaped = text.charAt(at);
        at++;
        switch (escaped) {
          case 'n' -> string.append('\n');
          case 't' -> string.append('\t');
          case 'r' -> string.append('\r');
          case 'u' -> {
            string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
            at += 4;
          }
          default -> string.append(escaped);
        }
      }
      at++;
      return string.toString();
    }

    private Integer number() {
      int from = at;
      while (Character.isDigit(text.charAt(at))) {
        at++;
      }
      return Integer.valueOf(text.substring(from, at));
    }

    private char next() {
      while (Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return text.charAt(at);
    }
  }
}
