package dev.parley.adapters.vector.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.parsing.Request.Task;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file's type is what is in it; its name tells apart what is text anyway. */
class DetectionTest {
  private static final String WORKBOOK =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private static final DocumentReader reader = new DocumentReader(Scans.unread());

  private static Reply answer(Task task, byte[] content, String filename) {
    return reader.answer(
        new Request(task, filename, "", 1_000_000, Duration.ofMinutes(1), Duration.ZERO, content));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "{\"a\": [1, {\"b\": null}]} § application/json",
        "[] § application/json",
        "[1] A footnote. § text/plain",
        "{{ template }} § text/plain",
        "[section]\\nkey=value § text/plain",
        "{\"a\": 1}\\n{\"a\": 2} § application/json",
        "{\"a\": 1 § text/plain",
        "a,b,c\\n1,2,3\\n4,5,6 § text/csv",
        "a;b;c\\n1;2;3\\n4;5;6 § text/csv",
        "a\\tb\\n1\\t2\\n3\\t4 § text/tab-separated-values",
        "a,b,c\\n1,2,3 § text/plain",
        "One, two, three.\\nFour.\\nFive. § text/plain",
        "<?xml version=\"1.0\"?><svg/> § text/plain",
        "<h1 align=\"center\">Logo</h1>\\n\\n# Title § text/html"
      })
  void tellsTextApartByItsContent(String escaped, String mediaType) {
    byte[] content = utf8(escaped.replace("\\n", "\n").replace("\\t", "\t"));

    assertThat(answer(Task.READ, content, "file").mediaType()).isEqualTo(mediaType);
  }

  @Test
  void keepsMarkdownThatBeginsWithHtml() {
    byte[] content = utf8("<h1 align=\"center\">Logo</h1>\n\n# Title\n");

    assertThat(answer(Task.READ, content, "README.md"))
        .isEqualTo(
            new Reply.Read(
                "text/markdown",
                new ExtractedText(
                    new String(content, StandardCharsets.UTF_8), List.of(0), Markup.MARKDOWN)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.pdf", "report.txt", "report.docx", ""})
  void believesNoName(String name) {
    assertThat(answer(Task.INSPECT, SampleOffice.workbook(), name))
        .isEqualTo(new Reply.Accepted(WORKBOOK));
    assertThat(answer(Task.INSPECT, new SamplePdf().page("x").bytes(), name))
        .isEqualTo(new Reply.Accepted("application/pdf"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
