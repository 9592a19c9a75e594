package dev.parley.adapters.persistence.schema;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * That {@code docs/data-model.md} shows the migrated database. Run with {@code
 * -Dparley.data-model=write} to have the diagram rewritten.
 */
class DataModelTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "data-model.md");
  private static final String BEGIN = "```mermaid\n";
  private static final String END = "```\n";

  private final Catalogue catalogue = new Catalogue(TestStore.emptied().database());

  @AfterEach
  void close() {
    catalogue.close();
  }

  @Test
  void drawsEveryTableAndColumn() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END, begin);
    List<String> expected = diagram();
    if ("write".equals(System.getProperty("parley.data-model"))) {
      String drawn = String.join("\n", expected) + "\n";
      Files.writeString(DOCUMENT, document.substring(0, begin) + drawn + document.substring(end));
      return;
    }

    assertThat(document.substring(begin, end).lines())
        .as("the diagram in docs/data-model.md; -Dparley.data-model=write draws it anew")
        .containsExactlyElementsOf(expected);
  }

  @Test
  void explainsEveryTable() throws IOException {
    String document = Files.readString(DOCUMENT);
    String prose =
        document.substring(document.indexOf(END, document.indexOf(BEGIN) + BEGIN.length()));

    assertThat(catalogue.tables())
        .allSatisfy(table -> assertThat(prose).contains("`" + table + "`"));
  }

  private List<String> diagram() {
    List<String> lines = new ArrayList<>();
    lines.add("erDiagram");
    lines.addAll(relations());
    columns()
        .forEach(
            (table, columns) -> {
              lines.add("  " + table + " {");
              columns.forEach(column -> lines.add("    " + column));
              lines.add("  }");
            });
    return lines;
  }

  /** All foreign keys but those to the tenant, which every table has. */
  private List<String> relations() {
    return catalogue
        .rows(
            """
            SELECT c.confrelid::regclass::text AS referenced, c.conrelid::regclass::text AS owner,
              a.attname AS column_name,
              CASE WHEN a.attnotnull THEN '||' ELSE '|o' END AS one,
              CASE WHEN c.conkey @> i.indkey::int2[] THEN 'o|' ELSE 'o{' END AS many
            FROM pg_constraint c
            JOIN pg_attribute a
              ON a.attrelid = c.conrelid AND a.attnum = c.conkey[array_upper(c.conkey, 1)]
            JOIN pg_index i ON i.indrelid = c.conrelid AND i.indisprimary
            WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
              AND c.confrelid <> 'tenants'::regclass
            ORDER BY 1, 2, 3
            """)
        .stream()
        .map(
            key ->
                "  %s %s--%s %s : %s"
                    .formatted(
                        key.get("referenced"),
                        key.get("one"),
                        key.get("many"),
                        key.get("owner"),
                        key.get("column_name")))
        .toList();
  }

  private Map<String, List<String>> columns() {
    return catalogue
        .rows(
            """
            SELECT t.relname AS table_name, a.attname AS column_name,
              CASE WHEN y.typcategory = 'A' THEN substr(y.typname, 2) || '[]' ELSE y.typname END
                AS type,
              concat_ws(', ',
                CASE WHEN EXISTS (
                  SELECT FROM pg_constraint c
                  WHERE c.conrelid = t.oid AND c.contype = 'p' AND a.attnum = ANY (c.conkey))
                  THEN 'PK' END,
                CASE WHEN EXISTS (
                  SELECT FROM pg_constraint c
                  WHERE c.conrelid = t.oid AND c.contype = 'f' AND a.attnum = ANY (c.conkey))
                  THEN 'FK' END) AS keys,
              CASE WHEN a.attnotnull THEN '' ELSE '"may be absent"' END AS absent
            FROM pg_class t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type y ON y.oid = a.atttypid
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
              AND t.relname <> 'flyway_schema_history'
            ORDER BY t.relname, a.attnum
            """)
        .stream()
        .collect(
            groupingBy(
                column -> column.get("table_name"),
                TreeMap::new,
                mapping(DataModelTest::attribute, toList())));
  }

  private static String attribute(Map<String, String> column) {
    return "%s %s %s %s"
        .formatted(
            column.get("type"), column.get("column_name"), column.get("keys"), column.get("absent"))
        .replaceAll(" +", " ")
        .strip();
  }
}
