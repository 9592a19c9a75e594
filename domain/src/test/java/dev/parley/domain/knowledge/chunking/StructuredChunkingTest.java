package dev.parley.domain.knowledge.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.Texts;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredChunkingTest {
  private static final int LENGTH = 1 << 16;

  private final Chunker chunker = new Chunker(new EstimatingTokenCounter());

  private List<ChunkDraft> chunk(String text, ChunkingStrategy strategy) {
    return chunk(text, strategy, 32);
  }

  private List<ChunkDraft> chunk(String text, ChunkingStrategy strategy, int size) {
    return chunker.chunk(Texts.plain(text), new ChunkingSettings(size, size / 2, strategy));
  }

  private static List<String> texts(List<ChunkDraft> chunks) {
    return chunks.stream().map(ChunkDraft::text).toList();
  }

  private static List<String> headings(List<ChunkDraft> chunks) {
    return chunks.stream().map(ChunkDraft::heading).toList();
  }

  private static String rows(int count, String format) {
    return IntStream.range(10, 10 + count)
        .mapToObj(i -> format.replace("%", String.valueOf(i)))
        .collect(Collectors.joining("\n"));
  }

  // Tables in Markdown

  @Test
  void keepsATableWholeWhereItFits() {
    String table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |";

    List<ChunkDraft> chunks = chunk("# Some heading\n\n" + table, ChunkingStrategy.MARKDOWN);

    assertThat(texts(chunks)).containsExactly("# Some heading", table);
    assertThat(headings(chunks)).containsExactly("Some heading", "Some heading");
  }

  @Test
  void cutsALargeTableBetweenRowsAndCarriesItsHeader() {
    String table = "| Country | Days |\n|---|--:|\n" + rows(12, "| Land % | % |");

    List<ChunkDraft> chunks =
        chunk("# Days\nIntro.\n\n" + table + "\n\nAfterwards.", ChunkingStrategy.MARKDOWN);

    assertThat(chunks.getFirst().text())
        .isEqualTo("# Days\nIntro.\n\n| Country | Days |\n|---|--:|\n| Land 10 | 10 |");
    assertThat(chunks.getFirst().heading()).isEqualTo("Days");
    assertThat(chunks.subList(1, chunks.size() - 1))
        .hasSizeGreaterThan(1)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.heading()).isEqualTo("Days > Country | Days");
              assertThat(chunk.text()).startsWith("| Land").endsWith(" |");
              assertThat(chunk.searchableText()).startsWith("Days > Country | Days\n| Land");
            });
    assertThat(chunks.getLast().text()).isEqualTo("Afterwards.");
    assertThat(chunks.getLast().heading()).isEqualTo("Days");
  }

  @Test
  void knowsATableWithoutOuterBarsInsideAParagraph() {
    String table = "Country | Days\n--- | ---\n" + rows(12, "Land % | %");

    List<ChunkDraft> chunks = chunk("These days:\n" + table, ChunkingStrategy.MARKDOWN);

    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(chunks.getFirst().text()).startsWith("These days:\nCountry | Days\n--- | ---\nLand");
    assertThat(headings(chunks.subList(1, chunks.size()))).containsOnly("Country | Days");
  }

  @Test
  void takesABarInProseForNoTable() {
    String prose = "Either this or | that. ".repeat(12).strip();

    assertThat(chunk(prose + "\nand\n|-|\nmore", ChunkingStrategy.MARKDOWN))
        .allSatisfy(chunk -> assertThat(chunk.heading()).isEmpty());
  }

  @Test
  void cutsARowThatIsTooLargeUnderTheHeader() {
    String table = "| Name | Story |\n|---|---|\n| a | " + "word ".repeat(80) + "|";

    List<ChunkDraft> chunks = chunk(table, ChunkingStrategy.MARKDOWN);

    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(headings(chunks.subList(1, chunks.size()))).containsOnly("Name | Story");
  }

  @Test
  void carriesNoMoreOfAHeaderThanItsBeginning() {
    String header = "| " + "column ".repeat(60) + "|";
    String table = header + "\n|---|\n" + rows(20, "| % |");

    assertThat(chunk(table, ChunkingStrategy.MARKDOWN).getLast().heading())
        .hasSize(200)
        .startsWith("column column")
        .endsWith("…");
  }

  // Delimited tables

  @Test
  void cutsDelimitedTextBetweenRowsUnderItsHeader() {
    String table = "country,days\n" + rows(30, "Land %,%");

    List<ChunkDraft> chunks = chunk(table, ChunkingStrategy.TABLE);

    assertThat(chunks).hasSizeGreaterThan(3);
    assertThat(chunks.getFirst().text()).startsWith("country,days\nLand 10,10\n");
    assertThat(chunks.getFirst().heading()).isEmpty();
    assertThat(chunks.subList(1, chunks.size()))
        .allSatisfy(
            chunk -> {
              assertThat(chunk.heading()).isEqualTo("country,days");
              assertThat(chunk.text().lines()).allMatch(line -> line.matches("Land \\d+,\\d+"));
            });
    assertThat(String.join("\n", texts(chunks))).isEqualTo(table);
  }

  @Test
  void keepsASmallTableWhole() {
    assertThat(texts(chunk("\na,b\n1,2\n\n", ChunkingStrategy.TABLE))).containsExactly("a,b\n1,2");
    assertThat(chunk(" \n", ChunkingStrategy.TABLE)).isEmpty();
  }

  @Test
  void carriesNoHeaderWhereTheFirstRowIsNumbers() {
    assertThat(headings(chunk(rows(40, "%,2,3"), ChunkingStrategy.TABLE))).containsOnly("");
  }

  @Test
  void keepsLineBreaksBetweenQuotesInTheirRow() {
    String table = "name;note\n" + rows(12, "\"A \"\"b\"\" %\";\"first\nsecond\"");

    assertThat(chunk(table, ChunkingStrategy.TABLE))
        .hasSizeGreaterThan(2)
        .allSatisfy(chunk -> assertThat(chunk.text()).endsWith("second\""));
  }

  @Test
  void takesAQuoteThatNothingClosesForACharacter() {
    String table = "size,note\n" + rows(80, "\"5,open %") + "\n" + rows(80, "%\",pipe");

    assertThat(chunk(table, ChunkingStrategy.TABLE))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            chunk ->
                assertThat(chunk.text().lines())
                    .allMatch(line -> line.matches("size,note|\"5,open \\d+|\\d+\",pipe")));
  }

  // JSON

  @Test
  void keepsSmallJsonWhole() {
    ChunkDraft chunk = chunk(" {\"a\": [1, 2]} \n", ChunkingStrategy.JSON).getFirst();

    assertThat(chunk.text()).isEqualTo("{\"a\": [1, 2]}");
    assertThat(chunk.heading()).isEmpty();
    assertThat(chunk("\n ", ChunkingStrategy.JSON)).isEmpty();
  }

  @Test
  void keepsObjectsOfAnArrayWholeUnderTheirPath() {
    String json =
        "{\"title\": \"T\", \"items\": [\n"
            + rows(8, "  {\"id\": %, \"name\": \"item % ]\"}").replace("}\n", "},\n")
            + "\n], \"end\": true}";

    List<ChunkDraft> chunks = chunk(json, ChunkingStrategy.JSON, 40);

    assertThat(texts(chunks))
        .containsExactly(
            "{\"title\": \"T\",",
            "\"items\": [\n  {\"id\": 10, \"name\": \"item 10 ]\"},",
            "{\"id\": 11, \"name\": \"item 11 ]\"},\n" + "  {\"id\": 12, \"name\": \"item 12 ]\"},",
            "{\"id\": 13, \"name\": \"item 13 ]\"},\n" + "  {\"id\": 14, \"name\": \"item 14 ]\"},",
            "{\"id\": 15, \"name\": \"item 15 ]\"},\n" + "  {\"id\": 16, \"name\": \"item 16 ]\"},",
            "{\"id\": 17, \"name\": \"item 17 ]\"}\n],",
            "\"end\": true}");
    assertThat(headings(chunks))
        .containsExactly(
            "$.title",
            "$.items[0]",
            "$.items[1..2]",
            "$.items[3..4]",
            "$.items[5..6]",
            "$.items[7]",
            "$.end");
  }

  @Test
  void namesTheContainerOfSeveralMembers() {
    String json =
        "{\"settings\": {"
            + IntStream.range(0, 20)
                .mapToObj(i -> "\"k" + i + "\": " + i)
                .collect(Collectors.joining(", "))
            + "}}";

    assertThat(headings(chunk(json, ChunkingStrategy.JSON)))
        .containsOnly("$.settings", "$.settings.k19");
  }

  @Test
  void writesOddKeysBetweenQuotes() {
    String value = "\"" + "word ".repeat(30) + "\"";
    String json = "{\"größe_1\":%,\"a b\":%,\"1\":%,\"\":%,\"" + "k".repeat(50) + "\":%,bad:%}";

    assertThat(headings(chunk(json.replace("%", value), ChunkingStrategy.JSON)).stream().distinct())
        .containsExactly(
            "$.größe_1", "$['a b']", "$['1']", "$['']", "$['" + "k".repeat(39) + "…']", "");
  }

  @Test
  void cutsLongStringsUnderTheirPath() {
    String json = "[{\"text\": \"" + "One sentence here. ".repeat(30) + "\"}]";

    assertThat(chunk(json, ChunkingStrategy.JSON))
        .hasSizeGreaterThan(3)
        .allSatisfy(chunk -> assertThat(chunk.heading()).isEqualTo("$[0].text"));
  }

  @Test
  void cutsJsonLinesBetweenLines() {
    String lines = rows(9, "{\"id\": %, \"text\": \"some words\"}");

    List<ChunkDraft> chunks = chunk(lines, ChunkingStrategy.JSON, 40);

    assertThat(String.join("\n", texts(chunks))).isEqualTo(lines);
    assertThat(headings(chunks))
        .containsExactly("$[0..1]", "$[2..3]", "$[4..5]", "$[6..7]", "$[8]");
  }

  @Test
  void cutsJsonThatIsNestedTooDeepAsText() {
    String json = "[".repeat(400) + "1" + "]".repeat(400);

    List<ChunkDraft> chunks = chunk(json, ChunkingStrategy.JSON);

    assertThat(String.join("", texts(chunks))).isEqualTo(json);
    assertThat(chunks.getFirst().heading()).isEqualTo("$" + "[0]".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain words that are no JSON at all and go on for longer than one chunk may be, so that"
            + " they have to be cut somewhere in the middle of it all, and a second time",
        "{\"a\": [1, 2, {\"open\": \"no end",
        "]]]}}}{{{[[[,,,:::\"\"\"\\"
      })
  void losesNothingOfBrokenJson(String text) {
    String whole = (text + " ").repeat(6).strip();

    String found = String.join("", texts(chunk(whole, ChunkingStrategy.JSON)));

    assertThat(found.replaceAll("\\s", "")).isEqualTo(whole.replaceAll("\\s", ""));
  }

  // Code

  private static final String JAVA =
      """
      package shop;

      import java.util.List;
      import java.util.Map;

      /** Sells things. */
      @Service("shop")
      public final class Shop {
        private final Map<String, Integer> stock;

        /**
         * Opens the shop with "{" in its words.
         */
        public Shop(Map<String, Integer> stock) {
          this.stock = Map.copyOf(stock); // isn't { counted
        }

        int sell(String name, int count) {
          if (count > stock.get(name)) {
            throw new IllegalStateException("only " + stock.get(name) + " left: {");
          } else {
            return stock.get(name) - count;
          }
        }
      }

      interface Till {
        void open();
      }
      """;

  @Test
  void cutsCodeAtDeclarationsAndNamesTheOneAround() {
    List<ChunkDraft> chunks = chunk(JAVA, ChunkingStrategy.CODE, 80);

    assertThat(chunks.get(0).text()).startsWith("package shop;").contains("class Shop {");
    assertThat(chunks.get(0).heading()).isEmpty();
    assertThat(chunks.get(1).heading()).isEqualTo("public final class Shop");
    assertThat(texts(chunks))
        .anySatisfy(text -> assertThat(text).startsWith("  int sell(").endsWith("  }\n}"))
        .anySatisfy(text -> assertThat(text).startsWith("  /**\n").endsWith("counted\n  }"));
    assertThat(chunks.getLast().text()).isEqualTo("interface Till {\n  void open();\n}");
    assertThat(chunks.getLast().heading()).isEmpty();
  }

  @Test
  void cutsByIndentationWhereThereAreNoBraces() {
    String python =
        """
        import os

        @cached
        def first(a,
                  b):
            '''Doc {'''
            if a:
                return b
            else:
                return a
        def second():
            x = [
                1,
            ]
            return x

        class Third:
            def method(self):
                pass

            def other(self):
                return 'some words to fill the chunk with, and some more of them to come to the end'
        """;

    List<ChunkDraft> chunks = chunk(python, ChunkingStrategy.CODE, 44);

    assertThat(texts(chunks))
        .containsExactly(
            "import os\n\n@cached\ndef first(a,\n          b):\n    '''Doc {'''\n    if a:\n"
                + "        return b\n    else:\n        return a",
            "def second():\n    x = [\n        1,\n    ]\n    return x\n\n"
                + "class Third:\n    def method(self):\n        pass",
            "    def other(self):\n        return 'some words to fill the chunk with, and some more"
                + " of them to come to the end'");
    assertThat(headings(chunks)).containsExactly("", "", "class Third");
  }

  @Test
  void cutsStatementsBetweenLinesWhereNothingElseIsLeft() {
    String code = "void run()\n{\n" + rows(40, "  call(%);") + "\n}";

    List<ChunkDraft> chunks = chunk(code, ChunkingStrategy.CODE);

    assertThat(chunks)
        .hasSizeGreaterThan(3)
        .allSatisfy(chunk -> assertThat(chunk.text()).matches("(?s)(void|  call\\().*(;|})"));
    assertThat(headings(chunks.subList(1, chunks.size()))).containsOnly("void run()");
  }

  @Test
  void cutsALineThatIsTooLongBetweenWords() {
    String code = "x = f(" + "word ".repeat(100) + ")";

    assertThat(chunk(code, ChunkingStrategy.CODE)).hasSizeGreaterThan(2);
    assertThat(chunk(" \n\n", ChunkingStrategy.CODE)).isEmpty();
  }

  @Test
  void keepsTheIndentationOfTheFirstLine() {
    assertThat(texts(chunk("\n\n    indented()\n", ChunkingStrategy.CODE)))
        .containsExactly("    indented()");
  }

  @Test
  void keepsFencedCodeWholeUnderItsHeadingWhereItFits() {
    String fence = "```\n" + rows(6, "a%;") + "\n```";

    assertThat(texts(chunk("# Heading words here\n\n" + fence, ChunkingStrategy.MARKDOWN)))
        .containsExactly("# Heading words here", fence);
  }

  @Test
  void cutsFencedCodeAtDeclarations() {
    String fence =
        "```js\n" + rows(6, "function f%() {\n  return 'words of function %';\n}\n") + "\n```";

    List<ChunkDraft> chunks = chunk("# Code\n" + fence, ChunkingStrategy.MARKDOWN);

    assertThat(chunks)
        .hasSizeGreaterThan(2)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.text()).matches("(?s)(# Code|function).*(}|```)");
              assertThat(chunk.heading()).isEqualTo("Code");
            });
  }

  // All of them

  /** As in the tests of prose: quadratic time would take hours here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[",
        "}",
        "\"",
        "'",
        "\\",
        "\\\"",
        "{\"",
        "[[],",
        "{\"a\":",
        "{\"a\":{},",
        ",",
        ",\"",
        "\"\n",
        "{\n",
        "}\n",
        "({[",
        "a\n\n",
        " {\n",
        "'\"`",
        "//",
        "*\n",
        "\n*",
        "|-\n",
        "a|b\n",
        "1\n",
        "[1]\n",
        "\t",
        "else\n",
        "a{\nb\n\n}\n"
      })
  @Timeout(60)
  void takesLinearTimeOnAnyText(String piece) {
    String text = piece.repeat(LENGTH / piece.length());
    for (ChunkingStrategy strategy : ChunkingStrategy.values()) {
      assertThat(chunk(text, strategy, 180))
          .allSatisfy(chunk -> assertThat(chunk.tokens()).isLessThanOrEqualTo(180));
    }
  }

  @Test
  @Timeout(60)
  void takesLinearTimeOnCodeThatIsEverDeeper() {
    String text =
        IntStream.range(0, 1_500)
            .mapToObj(i -> " ".repeat(i % 900) + "a" + i + "(\n\n")
            .collect(Collectors.joining());

    assertThat(chunk(text, ChunkingStrategy.CODE)).hasSizeGreaterThan(100);
  }
}
