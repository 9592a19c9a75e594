package dev.parley.bootstrap.eval;

import io.micronaut.serde.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents, questions, and which documents answer which question, in the folders' form of BEIR
 * (Thakur et al., BEIR, NeurIPS 2021).
 *
 * @param documents text under its title, by id, in the file's order
 * @param questions those of which at least one answer is known, by id, in the file's order
 * @param grades by question and document; above 0 where the document answers
 */
public record TestCollection(
    Map<String, String> documents,
    Map<String, String> questions,
    Map<String, Map<String, Integer>> grades) {
  private static final String CORPUS = "corpus.jsonl";
  private static final String QUERIES = "queries.jsonl";
  private static final List<String> JUDGEMENTS = List.of("qrels.tsv", "qrels/test.tsv");

  /** Says which line of which file is not as it should be. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  /**
   * Reads a folder: {@code corpus.jsonl} with {@code id} (or {@code _id}), {@code text} and perhaps
   * {@code title}; {@code queries.jsonl} with {@code id} (or {@code _id}) and {@code text}; {@code
   * qrels.tsv} or {@code qrels/test.tsv} with query, document and grade, a header or none.
   */
  public static TestCollection in(Path folder) throws Unreadable {
    Map<String, String> documents = texts(folder.resolve(CORPUS));
    Map<String, Map<String, Integer>> grades =
        grades(
            JUDGEMENTS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(folder.resolve(JUDGEMENTS.getFirst())));
    Map<String, String> questions = texts(folder.resolve(QUERIES));
    questions.keySet().removeIf(question -> !isAnswered(grades.get(question)));
    if (questions.isEmpty()) {
      throw new Unreadable(folder + ": no question of " + QUERIES + " has a grade above 0");
    }
    return new TestCollection(documents, questions, grades);
  }

  private static boolean isAnswered(@Nullable Map<String, Integer> grades) {
    return grades != null && grades.values().stream().anyMatch(grade -> grade > 0);
  }

  private static Map<String, String> texts(Path file) throws Unreadable {
    ObjectMapper json = ObjectMapper.getDefault();
    Map<String, String> texts = new LinkedHashMap<>();
    each(
        file,
        (line, place) -> {
          Map<?, ?> row = object(json, line, place);
          String title = Objects.toString(row.get("title"), "");
          String text = string(row, place, "text");
          String id = string(row, place, row.containsKey("id") ? "id" : "_id");
          if (texts.put(id, title.isBlank() ? text : title + "\n" + text) != null) {
            throw new Unreadable(place + ": id: " + id + " (expected: each once)");
          }
        });
    return texts;
  }

  private static Map<?, ?> object(ObjectMapper json, String line, String place) throws Unreadable {
    try {
      Map<?, ?> row = json.readValue(line, Map.class);
      if (row != null) {
        return row;
      }
    } catch (IOException noJson) {
      // Said below, with the place.
    }
    throw new Unreadable(place + ": not a JSON object");
  }

  private static String string(Map<?, ?> row, String place, String field) throws Unreadable {
    Object value = row.get(field);
    if (value instanceof String || value instanceof Number) {
      return value.toString();
    }
    throw new Unreadable(place + ": " + field + ": " + value + " (expected: a string)");
  }

  private static Map<String, Map<String, Integer>> grades(Path file) throws Unreadable {
    Map<String, Map<String, Integer>> grades = new HashMap<>();
    each(
        file,
        (line, place) -> {
          String[] row = line.split("\t", -1);
          Integer grade = row.length == 3 ? number(row[2].strip()) : null;
          if (grade != null) {
            grades.computeIfAbsent(row[0], question -> new HashMap<>()).put(row[1], grade);
          } else if (!place.endsWith(":1")) {
            throw new Unreadable(
                place + ": " + line + " (expected: question, document and grade, with tabs)");
          }
        });
    return grades;
  }

  private static @Nullable Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException header) {
      return null;
    }
  }

  @FunctionalInterface
  private interface Line {
    void read(String line, String place) throws Unreadable;
  }

  private static void each(Path file, Line reader) throws Unreadable {
    if (!Files.isRegularFile(file)) {
      throw new Unreadable(file + ": there is no such file");
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        number++;
        if (!line.isBlank()) {
          reader.read(line, file + ":" + number);
        }
      }
    } catch (CharacterCodingException notUtf8) {
      throw new Unreadable(file + ": not UTF-8");
    } catch (IOException failure) {
      throw new Unreadable(file + ": " + failure);
    }
  }

  /** Grades of the documents of a ranking, and the best there could be. */
  Stream<Integer> answers(String question) {
    return grades.getOrDefault(question, Map.of()).values().stream().filter(grade -> grade > 0);
  }

  int grade(String question, String document) {
    return Math.max(0, grades.getOrDefault(question, Map.of()).getOrDefault(document, 0));
  }
}
