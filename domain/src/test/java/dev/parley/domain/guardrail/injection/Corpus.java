package dev.parley.domain.guardrail.injection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Labelled texts: our own, which the weights are fitted to, and others that only measure. */
final class Corpus {
  private static final int VARIANTS = 14;

  private Corpus() {}

  /**
   * One labelled text.
   *
   * @param source the line it was made from: rows of one source are never split over folds
   */
  record Row(String text, boolean attack, String kind, int source) {}

  /** Messages, some attacks in disguise, and requests that bring a longer harmless text along. */
  static List<Row> user() {
    List<Row> rows = new ArrayList<>(expand("corpus-user.tsv"));
    disguise(rows);
    List<Row> material =
        expand("corpus-document.tsv").stream().filter(row -> !row.attack()).toList();
    Random random = new Random(5);
    for (Row row : List.copyOf(rows)) {
      if (!row.attack() && !row.kind().equals("multi") && random.nextInt(6) == 0) {
        StringBuilder text = new StringBuilder(row.text());
        for (int i = random.nextInt(12); i >= 0; i--) {
          text.append('\n').append(material.get(random.nextInt(material.size())).text());
        }
        rows.add(new Row(text.toString(), false, "pasted", row.source()));
      } else if (row.attack() && random.nextInt(8) == 0) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
          text.append(material.get(random.nextInt(material.size())).text()).append('\n');
        }
        rows.add(new Row(text + row.text(), true, "buried", row.source()));
      }
    }
    return rows;
  }

  /** Messages that no fit sees: neither weights nor words were made for them. */
  static List<Row> keptUser() {
    return expand("corpus-user-kept.tsv");
  }

  private static void disguise(List<Row> rows) {
    int way = 0;
    for (Row row : List.copyOf(rows)) {
      String text = row.text();
      if (row.attack()
          && row.kind().equals("override")
          && text.chars().allMatch(c -> c < 128)
          && Features.of(text).get(Feature.OVERRIDE_PRIOR) > 0) {
        Disguise[] ways = Disguise.values();
        rows.add(new Row(ways[way++ % ways.length].wear(text), true, "disguised", row.source()));
      }
    }
  }

  /** Chunks, and harmless chunks in whose middle or at whose end an order was put. */
  static List<Row> document() {
    List<Row> rows = new ArrayList<>(expand("corpus-document.tsv"));
    disguise(rows);
    List<Row> harmless = rows.stream().filter(row -> !row.attack()).toList();
    Random random = new Random(11);
    for (Row row : List.copyOf(rows)) {
      if (row.attack()
          && Set.of("override", "answer", "snippet").contains(row.kind())
          && random.nextInt(3) == 0) {
        String before = harmless.get(random.nextInt(harmless.size())).text();
        String after = harmless.get(random.nextInt(harmless.size())).text();
        rows.add(
            new Row(
                before + "\n" + row.text() + (random.nextBoolean() ? "\n" + after : ""),
                true,
                "embedded",
                row.source()));
      }
    }
    // Harmless chunks are longer than one template: neighbours are chained.
    for (int i = 0; i < harmless.size(); i += 2) {
      Row first = harmless.get(i);
      List<Row> kin = harmless.stream().filter(row -> row.kind().equals(first.kind())).toList();
      StringBuilder text = new StringBuilder(first.text());
      for (int more = random.nextInt(i % 5 == 0 ? 14 : 3); more >= 0; more--) {
        text.append('\n').append(kin.get(random.nextInt(kin.size())).text());
      }
      rows.add(new Row(text.toString(), false, first.kind(), first.source()));
    }
    return rows;
  }

  /** Rows of a kept set beside the repository, when there is one. */
  static Optional<Path> shared(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      for (String folder : List.of("shared", "../shared")) {
        Path file = at.resolve(folder).resolve("data/guardrails").resolve(name);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** A row of the kept set. */
  record Kept(String text, boolean attack, String where, String kind) {}

  static List<Kept> kept(Path file) throws IOException {
    List<Kept> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Map<String, String> fields = strings(line);
      rows.add(
          new Kept(
              fields.getOrDefault("text", ""),
              "attack".equals(fields.get("label")),
              fields.getOrDefault("where", ""),
              fields.getOrDefault("kind", "")));
    }
    return rows;
  }

  /** The strings of a flat JSON object, whose names and values alternate. */
  private static Map<String, String> strings(String line) {
    Map<String, String> fields = new HashMap<>();
    List<String> found = new ArrayList<>();
    StringBuilder now = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (inside) {
          found.add(now.toString());
          now.setLength(0);
        }
        inside = !inside;
      } else if (inside && c == '\\') {
        i++;
        switch (line.charAt(i)) {
          case 'n' -> now.append('\n');
          case 't' -> now.append('\t');
          case 'r' -> now.append('\r');
          case 'b' -> now.append('\b');
          case 'f' -> now.append('\f');
          case 'u' -> {
            now.append((char) Integer.parseInt(line, i + 1, i + 5, 16));
            i += 4;
          }
          default -> now.append(line.charAt(i));
        }
      } else if (inside) {
        now.append(c);
      }
    }
    for (int i = 0; i + 1 < found.size(); i += 2) {
      fields.put(found.get(i), found.get(i + 1));
    }
    return fields;
  }

  private static List<Row> expand(String resource) {
    List<Row> rows = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    int source = 0;
    for (String line : Lexicon.lines(resource)) {
      String[] parts = line.split("\t", 3);
      source++;
      Random random = new Random(source);
      List<List<String>> pieces = pieces(parts[2]);
      long all = pieces.stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, 1000));
      int lone = pieces.size() == 1 ? pieces.get(0).size() : 0;
      for (int i = 0; i < Math.max(lone, Math.min(all, VARIANTS)); i++) {
        StringBuilder text = new StringBuilder();
        for (List<String> piece : pieces) {
          text.append(lone > 0 ? piece.get(i) : piece.get(random.nextInt(piece.size())));
        }
        String made = text.toString().strip();
        if (seen.add(made)) {
          rows.add(new Row(made, parts[0].equals("+"), parts[1], source));
        }
      }
    }
    return rows;
  }

  private static List<List<String>> pieces(String template) {
    List<List<String>> pieces = new ArrayList<>();
    List<String> options = new ArrayList<>();
    StringBuilder now = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '\\' && i + 1 < template.length() && "n|".indexOf(template.charAt(i + 1)) >= 0) {
        i++;
        now.append(template.charAt(i) == 'n' ? '\n' : '|');
      } else if (c == '«' || c == '»') {
        options.add(now.toString());
        if (inside || !now.isEmpty()) {
          pieces.add(List.copyOf(options));
        }
        options.clear();
        now.setLength(0);
        inside = c == '«';
      } else if (c == '|' && inside) {
        options.add(now.toString());
        now.setLength(0);
      } else {
        now.append(c);
      }
    }
    if (!now.isEmpty()) {
      pieces.add(List.of(now.toString()));
    }
    return pieces;
  }
}
