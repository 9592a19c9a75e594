package dev.parley.adapters.rest.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MarkdownTranscriptTest {
  private static final Pattern BEGINS_A_BLOCK =
      Pattern.compile("^([ \\t]|#|>|[-+*=:_]|`|~|<|\\||\\[|\\d{1,9}[.)])");
  private static final String PIECES =
      "\n\n\r\n\t    # ## - + * 1. 12) > ``` ~~~ === --- <b> [a](b) [^1]: ![x](y) | a \\ & $ : é 🚰 w";

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "# Title¦\\# Title",
        "## Assistant · now¦\\#\\# Assistant · now",
        "- item¦\\- item",
        "1. item¦1\\. item",
        "1) item¦1\\) item",
        "1 item¦1 item",
        "a - b¦a - b",
        "[1]¦\\[1\\]",
        "[^2-1]: note¦\\[\\^2-1\\]: note",
        "<script>¦\\<script\\>",
        "&amp;¦\\&amp;",
        "a_b*c`d¦a\\_b\\*c\\`d",
        "===¦\\===",
        "C:\\dir¦C:\\\\dir",
      })
  void takesTheirMeaningFromMarks(String text, String expected) {
    assertThat(MarkdownTranscript.block(text)).isEqualTo(expected);
  }

  @Test
  void keepsLinesAndIndentation() {
    assertThat(MarkdownTranscript.block("one\n  two\r\n\n\tthree  \n"))
        .isEqualTo("one\\\n\u00a0\u00a0two\n\n\u00a0\u00a0\u00a0\u00a0three");
  }

  @Test
  void putsTitlesOnOneLine() {
    assertThat(MarkdownTranscript.inline("a\n# b\u2028c ")).isEqualTo("a \\# b c");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void makesTextOfWhateverIsWritten(long seed) {
    Random random = new Random(seed);
    List<String> pieces = List.of(PIECES.split("(?<= )", -1));
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        String piece = pieces.get(random.nextInt(pieces.size()));
        text.append(random.nextBoolean() ? piece : piece.strip());
      }

      String written = MarkdownTranscript.block(text.toString());

      for (String line : written.split("\n", -1)) {
        assertThat(BEGINS_A_BLOCK.matcher(line).find()).as("seed %s: <%s>", seed, line).isFalse();
        assertThat(line.replaceAll("\\\\[\\\\`*_\\[\\]<>&#|~!$^{}]", ""))
            .as("seed %s: <%s>", seed, line)
            .doesNotContainPattern("[`*_\\[\\]<>&#|~!$^{}]");
      }
      assertThat(plain(written)).as("seed %s", seed).isEqualTo(plainLines(text.toString()));
    }
  }

  /** What a reader of CommonMark shows. */
  private static String plain(String markdown) {
    return markdown
        .replaceAll("(?m)(?<!\\\\)((?:\\\\\\\\)*)\\\\$", "$1")
        .replaceAll("\\\\(\\p{Punct})", "$1")
        .replace('\u00a0', ' ')
        .replaceAll("\n+$", "");
  }

  private static String plainLines(String text) {
    return text.lines()
        .map(line -> line.isBlank() ? "" : line.stripTrailing().replace("\t", "    "))
        .reduce((one, other) -> one + "\n" + other)
        .orElse("")
        .replaceAll("\n+$", "");
  }
}
