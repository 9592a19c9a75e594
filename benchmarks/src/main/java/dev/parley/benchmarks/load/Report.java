package dev.parley.benchmarks.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured, as Markdown tables or as JSON with the same names. */
final class Report {
  private final Map<String, String> circumstances = new LinkedHashMap<>();
  private final Map<String, List<Row>> sections = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** One line of a table; what it has no value for is left empty. */
  static final class Row {
    private final Map<String, Object> cells = new LinkedHashMap<>();

    Row(String what) {
      cells.put("what", what);
    }

    Row with(String name, Object value) {
      cells.put(name, value);
      return this;
    }

    Map<String, Object> cells() {
      return cells;
    }
  }

  void circumstance(String name, String value) {
    circumstances.put(name, value);
  }

  void add(String section, Row row) {
    sections.computeIfAbsent(section, name -> new ArrayList<>()).add(row);
  }

  /** Takes it for a fault if not every event of every stream came, once, with the right text. */
  void require(String what, Target target, Tally tally) {
    if (!tally.isWhole()) {
      faults.add(
          "%s, %s: %d of %d streams completed, %d events lost, %d doubled, %d texts that differ %s"
              .formatted(
                  what,
                  target.name(),
                  tally.completed(),
                  tally.begun(),
                  tally.lost(),
                  tally.doubled(),
                  tally.otherTexts(),
                  tally.failures()));
    }
  }

  boolean hasFaults() {
    return !faults.isEmpty();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    circumstances.forEach(
        (name, value) -> text.append(name).append(": ").append(value).append('\n'));
    sections.forEach(
        (section, rows) -> text.append('\n').append(section).append("\n\n").append(table(rows)));
    if (!faults.isEmpty()) {
      text.append("\nNot as it must be:\n");
      faults.forEach(fault -> text.append("- ").append(fault).append('\n'));
    }
    return text.toString();
  }

  private static String table(List<Row> rows) {
    List<String> columns =
        rows.stream().flatMap(row -> row.cells().keySet().stream()).distinct().toList();
    return line(columns)
        + line(columns.stream().map(column -> column.equals("what") ? "---" : "---:").toList())
        + rows.stream()
            .map(
                row -> line(columns.stream().map(column -> cell(row.cells().get(column))).toList()))
            .collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Double number -> String.format(Locale.ROOT, number < 1_000 ? "%.2f" : "%,.0f", number);
      case Long number -> String.format(Locale.ROOT, "%,d", number);
      default -> value.toString();
    };
  }

  String json() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      for (Map.Entry<String, String> circumstance : circumstances.entrySet()) {
        json.writeStringField(circumstance.getKey(), circumstance.getValue());
      }
      for (Map.Entry<String, List<Row>> section : sections.entrySet()) {
        json.writeArrayFieldStart(section.getKey());
        for (Row row : section.getValue()) {
          write(row, json);
        }
        json.writeEndArray();
      }
      json.writeArrayFieldStart("faults");
      for (String fault : faults) {
        json.writeString(fault);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(Row row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Object> cell : row.cells().entrySet()) {
      json.writeFieldName(cell.getKey());
      switch (cell.getValue()) {
        case Double number -> json.writeNumber(number);
        case Long number -> json.writeNumber(number);
        default -> json.writeString(cell.getValue().toString());
      }
    }
    json.writeEndObject();
  }
}
