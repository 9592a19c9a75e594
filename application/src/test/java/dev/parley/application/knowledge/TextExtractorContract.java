package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.knowledge.TextExtractor.Inspection;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link TextExtractor} does. */
public abstract class TextExtractorContract {

  /** The extractor under test. */
  protected abstract TextExtractor extractor();

  @ParameterizedTest
  @ValueSource(strings = {"guide.md", "GUIDE.MD", "guide.markdown"})
  void knowsMarkdownByItsName(String name) {
    assertThat(extractor().inspect(bytes("# Guide"), name))
        .isEqualTo(new Inspection.Accepted("text/markdown"));
  }

  @ParameterizedTest
  @CsvSource({
    "prices.csv, text/csv",
    "PRICES.CSV, text/csv",
    "prices.tsv, text/tab-separated-values",
    "prices.json, application/json",
    "prices.jsonl, application/json"
  })
  void tellsOtherTextApartByItsName(String name, String mediaType) {
    assertThat(extractor().inspect(bytes("apple"), name))
        .isEqualTo(new Inspection.Accepted(mediaType));
    assertThat(extractor().extract(bytes("apple"), mediaType))
        .isEqualTo(new Extraction.Extracted(new ExtractedText("apple", List.of(0), Markup.PLAIN)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"guide.txt", "guide", "", "guide.md.bak", "../../etc/passwd"})
  void takesOtherTextForPlain(String name) {
    assertThat(extractor().inspect(bytes("# Guide"), name))
        .isEqualTo(new Inspection.Accepted("text/plain"));
  }

  @Test
  void rejectsBytesThatAreNoText() {
    byte[] content = {'M', 'Z', 0, 3, 0, 0, 0, 4};

    assertThat(extractor().inspect(content, "guide.md"))
        .isEqualTo(new Inspection.Rejected(DocumentError.UNSUPPORTED_TYPE));
  }

  @Test
  void readsTextAsOnePage() {
    assertThat(extractor().extract(bytes("# Guide\n\nÜber 🙂.\n"), "text/markdown"))
        .isEqualTo(
            new Extraction.Extracted(
                new ExtractedText("# Guide\n\nÜber 🙂.\n", List.of(0), Markup.MARKDOWN)));
    assertThat(extractor().extract(bytes("One.\nTwo."), "text/plain"))
        .isEqualTo(
            new Extraction.Extracted(new ExtractedText("One.\nTwo.", List.of(0), Markup.PLAIN)));
  }

  @Test
  void findsNoTextInBlanks() {
    assertThat(extractor().extract(bytes(" \n\t\n"), "text/plain"))
        .isEqualTo(new Extraction.Failed(DocumentError.NO_TEXT));
  }

  @Test
  void readsNoOtherMediaType() {
    assertThat(extractor().extract(bytes("text"), "application/x-unknown"))
        .isEqualTo(new Extraction.Failed(DocumentError.UNSUPPORTED_TYPE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
