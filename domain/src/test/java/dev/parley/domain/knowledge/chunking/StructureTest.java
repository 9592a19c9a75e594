package dev.parley.domain.knowledge.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import dev.parley.domain.knowledge.Texts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureTest {
  private static final String TEXT = "Some text.";

  @ParameterizedTest
  @CsvSource({
    "'', notes.txt, PLAIN",
    "text/plain, notes, PLAIN",
    "'', '', PLAIN",
    "text/plain, data.json, JSON",
    "text/plain, LOG.JSONL, JSON",
    "application/json, notes.txt, JSON",
    "application/vnd.api+json, '', JSON",
    "application/x-ndjson, '', JSON",
    "text/plain, data.csv, TABLE",
    "text/plain, data.TSV, TABLE",
    "text/csv, '', TABLE",
    "text/tab-separated-values, '', TABLE",
    "text/plain, Main.java, CODE",
    "'', tool.py, CODE",
    "text/plain, java, CODE",
    "application/pdf, report.csv, PLAIN"
  })
  void isJudgedByTypeAndName(String mediaType, String filename, Structure expected) {
    assertThat(Structure.of(Texts.plain(TEXT), ChunkingStrategy.AUTO, mediaType, filename))
        .isEqualTo(expected);
  }

  @Test
  void isMarkdownWhereTheTextIs() {
    assertThat(Structure.of(Texts.markdown("[1]"), ChunkingStrategy.AUTO, "text/csv", "a.json"))
        .isEqualTo(Structure.MARKDOWN);
  }

  @Test
  void isPlainWhereThereArePages() {
    assertThat(
            Structure.of(
                Texts.document(List.of("{\"a\":1}", ""), Markup.PLAIN),
                ChunkingStrategy.AUTO,
                "",
                "a.json"))
        .isEqualTo(Structure.PLAIN);
  }

  @ParameterizedTest
  @EnumSource(value = ChunkingStrategy.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void isWhatTheStrategySays(ChunkingStrategy strategy) {
    assertThat(Structure.of(Texts.markdown(TEXT), strategy, "text/markdown", "a.md").name())
        .isEqualTo(strategy.name());
    assertThat(Structure.of(Texts.plain("{}"), strategy, "text/csv", "a.py").name())
        .isEqualTo(strategy.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1}",
        " \n{ \"a\": \"}\" }\n",
        "{ }",
        "[1, 2]",
        "[\"a\"]",
        "[]",
        "[ -1 ]",
        "[true]",
        "{\"a\":1}\n{\"a\":2}\n",
        "{\"a\":\"\\\"}\"}"
      })
  void isJsonWhereTheTextReadsAsSuch(String text) {
    assertThat(judged(text)).isEqualTo(Structure.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[",
        "[1] Smith 1990\n[2] Jones 1991",
        "{a: 1}",
        "[x]",
        "{\"a\": 1} and more",
        "[\"a\"",
        "\"a\"",
        "a,b\n1,2\n3,4",
        "a,b,c\nno\n1,2,3",
        "a\tb\n1\t2",
        "One line.\nTwo lines.\nThree lines.",
        " #!/bin/sh"
      })
  void isPlainWhereTheTextReadsAsNothingElse(String text) {
    assertThat(judged(text)).isEqualTo(Structure.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\tb\n1\t2\n\n3\t4",
        "a,b,c\n1,2,3\n4,5,6",
        "a;b;c\n1;2;3\n4;5;6",
        "a|b|c\n1|2|3\n||"
      })
  void isATableWhereTheLinesHaveTheSameColumns(String text) {
    assertThat(judged(text)).isEqualTo(Structure.TABLE);
  }

  @Test
  void isCodeWhereTheTextNamesItsInterpreter() {
    assertThat(judged("#!/bin/sh\necho")).isEqualTo(Structure.CODE);
  }

  private static Structure judged(String text) {
    return Structure.of(Texts.plain(text), ChunkingStrategy.AUTO, "text/plain", "unnamed");
  }
}
