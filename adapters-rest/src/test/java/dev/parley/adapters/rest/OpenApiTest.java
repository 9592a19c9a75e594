package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description that clients are generated from says what the server does. */
final class OpenApiTest {
  private static final Pattern PATH = Pattern.compile("  (/\\S*):");
  private static final Pattern METHOD = Pattern.compile("    (get|post|put|patch|delete):");
  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z][a-z0-9_]*");

  /** Described elsewhere, or not part of the API. */
  private static final Set<String> NOT_DESCRIBED = Set.of("GET /openapi.yml", "GET /v1/ws");

  private final RestServer server = RestServer.shared();

  private List<String> lines() throws Exception {
    return RestClient.stranger(server).get("/openapi.yml").text().lines().toList();
  }

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    List<String> described = new ArrayList<>();
    String path = "";
    for (String line : lines().stream().takeWhile(l -> !l.startsWith("components:")).toList()) {
      Matcher asPath = PATH.matcher(line);
      Matcher asMethod = METHOD.matcher(line);
      if (asPath.matches()) {
        path = asPath.group(1);
      } else if (asMethod.matches()) {
        described.add(asMethod.group(1).toUpperCase(Locale.ROOT) + " " + path);
      }
    }
    List<String> served =
        Route.allOf(server).stream()
            .map(Route::toString)
            .filter(route -> !NOT_DESCRIBED.contains(route))
            .toList();

    assertThat(served).hasSizeGreaterThan(40);
    assertThat(described).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void namesItselfItsKeysAndItsProblems() throws Exception {
    assertThat(lines())
        .contains("  title: Parley", "- bearer: []", "      scheme: bearer", "    Problem:");
  }

  @Test
  void answersEveryOperationWithProblemsToo() throws Exception {
    long operations = lines().stream().filter(line -> METHOD.matcher(line).matches()).count();

    for (String status : List.of("4XX", "5XX")) {
      assertThat(lines().stream().filter(line -> line.equals("        \"" + status + "\":")))
          .hasSize((int) operations);
    }
  }

  @Test
  void takesObjectsAndNoBytes() throws Exception {
    List<String> schemas = new ArrayList<>();
    boolean inBody = false;
    for (String line : lines()) {
      if (!line.startsWith("       ")) {
        inBody = line.equals("      requestBody:");
      } else if (inBody && line.matches(" {14}(type|\\$ref): .*")) {
        schemas.add(line.strip().replaceFirst("^\\$ref: .*", "type: object"));
      }
    }

    assertThat(schemas).hasSizeGreaterThan(30).containsOnly("type: object");
  }

  @Test
  void namesOperationsOnceAndFieldsAsTheyAreSent() throws Exception {
    List<String> operations =
        lines().stream().filter(line -> line.startsWith("      operationId: ")).toList();
    assertThat(operations).doesNotHaveDuplicates().noneMatch(line -> line.matches(".*_\\d+"));

    List<String> fields = new ArrayList<>();
    boolean inProperties = false;
    for (String line : lines().stream().dropWhile(l -> !l.equals("components:")).toList()) {
      if (line.equals("      properties:")) {
        inProperties = true;
      } else if (!line.startsWith("        ")) {
        inProperties = false;
      } else if (inProperties && line.matches(" {8}\\S+:")) {
        fields.add(line.strip().replace(":", ""));
      }
    }
    assertThat(fields)
        .hasSizeGreaterThan(50)
        .allMatch(field -> SNAKE_CASE.matcher(field).matches());
  }
}
