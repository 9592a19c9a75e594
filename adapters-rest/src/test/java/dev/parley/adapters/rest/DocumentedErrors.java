package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of docs/errors.md, and answers checked against them. */
final class DocumentedErrors {
  private static final Path DOCUMENT = Path.of("..", "docs", "errors.md");
  private static final Set<String> RUN_MEMBERS = Set.of("run_id", "session_id");

  /** A row of the table of bad input. */
  record BadInput(String input, int status, String code) {}

  private DocumentedErrors() {}

  /** The statuses of each code. */
  static Map<String, Set<Integer>> codes() {
    Map<String, Set<Integer>> codes = new LinkedHashMap<>();
    for (List<String> row : rows("## Codes")) {
      codes.put(
          word(row.get(0)),
          Arrays.stream(row.get(1).split(", ", -1))
              .map(Integer::valueOf)
              .collect(Collectors.toSet()));
    }
    return codes;
  }

  static List<BadInput> badInput() {
    return rows("## Bad input").stream()
        .map(row -> new BadInput(row.get(0), Integer.parseInt(row.get(1)), word(row.get(2))))
        .toList();
  }

  /** Requires a problem in the documented form, with a documented code. */
  static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.text()).as("members for OpenAI's clients").doesNotContain("\"error\":{");
    assertProblem(answer, status, code, RUN_MEMBERS);
  }

  /** Requires a problem that holds an error in the form of OpenAI's API besides. */
  static void assertBothForms(Answer answer, int status, String code, String openAiCode) {
    assertProblem(answer, status, code, Set.of("error"));
    assertThat(answer.string("error.code")).isEqualTo(openAiCode);
    assertThat(answer.string("error.type")).isEqualTo("invalid_request_error");
    assertThat(answer.string("error.message")).isNotBlank();
    assertThat(answer.text()).contains("\"param\":");
  }

  private static void assertProblem(Answer answer, int status, String code, Set<String> besides) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.string("code")).isEqualTo(code);
    assertThat(codes().get(code)).as("documented statuses of " + code).isNotNull().contains(status);
    assertThat(answer.number("status")).isEqualTo(status);
    assertThat(answer.string("type")).isEqualTo("urn:parley:problem:" + code);
    assertThat(answer.string("title")).isNotBlank();
    assertThat(answer.string("detail")).isNotBlank();
    assertThat(answer.at("details").isArray()).isTrue();
    assertThat(answer.string("request_id")).isEqualTo(answer.header("X-Request-Id"));
    Map<String, Object> members = members(answer.json());
    assertThat(members.keySet().stream().filter(member -> !besides.contains(member)))
        .containsExactly("type", "title", "status", "detail", "code", "details", "request_id");
  }

  private static Map<String, Object> members(JsonNode problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    problem.entries().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    return members;
  }

  private static String word(String cell) {
    return cell.replace("`", "");
  }

  private static List<List<String>> rows(String heading) {
    return lines().stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(line -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
