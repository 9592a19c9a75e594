package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.CitationStream.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitationStreamTest {
  private static final List<Passage> PASSAGES =
      Passages.passages(
          "The bridge was opened in 1932. It is 320 metres long. It is painted every seven years.",
          "The river is 40 metres deep. It flows north.");

  @Test
  void citesTheSentenceThatTheClaimRestsOn() {
    List<Citation> citations =
        citations("Its length is 320 metres [1]. The river flows to the north. [2]");

    assertThat(citations).extracting(Citation::index).containsExactly(1, 2);
    assertThat(citations)
        .extracting(Citation::quote)
        .containsExactly("It is 320 metres long.", "It flows north.");
    assertThat(citations.getFirst().page()).isEqualTo(7);
    assertThat(citations.getFirst().span()).isEqualTo(new TextSpan(131, 153));
    assertThat(citations.getFirst().title()).isEqualTo("Manual");
  }

  @Test
  void speaksForTheSentenceBeforeTheMarkerAlone() {
    assertThat(citations("The river is deep. The bridge opened in 1932.[1]"))
        .extracting(Citation::quote)
        .containsExactly("The bridge was opened in 1932.");
    assertThat(citations("- painted every seven years\n- opened in 1932 [1]\n"))
        .extracting(Citation::quote)
        .containsExactly("The bridge was opened in 1932.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"Long [1].\", \"Long [1].\"",
        "\"Long [3].\", \"Long .\"",
        "\"Long [0][1][2][9].\", \"Long [1][2].\"",
        "\"Long [[0]99].\", \"Long [99.\"",
        "\"Long [[0]99]].\", \"Long [99.\"",
        "\"Long [9[0]9].\", \"Long [99.\"",
        "\"Long [9[8[0]].\", \"Long [9[8.\"",
        "\"Long [[0][0]9].\", \"Long [9.\"",
        "\"Long [[0][9] x].\", \"Long [ x].\"",
        "\"Long [[0][1]9].\", \"Long [[1]9].\"",
        "\"Long [[0]9 [1]].\", \"Long [9 [1]].\"",
        "\"Long [002].\", \"Long [2].\"",
        "\"Long [[1]].\", \"Long [[1]].\"",
        "\"Long [1000].\", \"Long [1000].\"",
        "\"Long [one] [] [ 1].\", \"Long [one] [] [ 1].\"",
        "\"Long [1\", \"Long [1\"",
        "\"Long [\", \"Long [\""
      })
  void keepsValidMarkersAndTakesOthersOut(String answer, String sent) {
    assertThat(text(answer)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Use `a[0] = b[7];` here",
        "```java\nint x = a[0] + b[9];\n```\nDone",
        "````\na[0]\n````",
        "`a[9]` and `b[8]`",
        "Text\n  ```\na[5]\n  ```\n"
      })
  void leavesIndexesInCodeAlone(String answer) {
    assertThat(text(answer)).isEqualTo(answer);
    assertThat(citations(answer.replaceAll("\\d", "1"))).isEmpty();
  }

  @Test
  void citesAgainBehindCode() {
    assertThat(citations("`a[1]` is opened [1]")).hasSize(1);
    assertThat(citations("```\na[1]\n```\nThe river [2]")).hasSize(1);
    assertThat(citations("A lone ` on one line\nand the river [2]")).hasSize(1);
  }

  @Test
  @Timeout(30)
  void readsLongAnswersInLinearTime() {
    assertThat(text("[1".repeat(100_000))).hasSize(200_000);
    assertThat(text("word. ".repeat(50_000))).hasSize(300_000);
    assertThat(text("x".repeat(500_000))).hasSize(500_000);
  }

  private static String text(String answer) {
    StringBuilder text = new StringBuilder();
    for (Part part : read(answer)) {
      text.append(part instanceof Part.Text piece ? piece.text() : "");
    }
    return text.toString();
  }

  private static List<Citation> citations(String answer) {
    return read(answer).stream()
        .filter(Part.Cited.class::isInstance)
        .map(part -> ((Part.Cited) part).citation())
        .toList();
  }

  private static List<Part> read(String answer) {
    CitationStream stream = new CitationStream(PASSAGES);
    List<Part> parts = new ArrayList<>(stream.accept(answer));
    parts.addAll(stream.finish());
    return parts;
  }
}
