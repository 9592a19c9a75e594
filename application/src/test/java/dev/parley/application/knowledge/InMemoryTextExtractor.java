package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads UTF-8 text, and nothing else. */
public final class InMemoryTextExtractor implements TextExtractor {
  private static final String MARKDOWN = "text/markdown";
  private static final String PLAIN_TEXT = "text/plain";

  public InMemoryTextExtractor() {}

  @Override
  public Inspection inspect(byte[] content, String filename) {
    String name = filename.toLowerCase(Locale.ROOT);
    if (text(content).indexOf('\0') >= 0) {
      return new Inspection.Rejected(DocumentError.UNSUPPORTED_TYPE);
    }
    String suffix = name.substring(name.lastIndexOf('.') + 1);
    return new Inspection.Accepted(
        switch (suffix) {
          case "md", "markdown" -> MARKDOWN;
          case "csv" -> "text/csv";
          case "tsv" -> "text/tab-separated-values";
          case "json", "jsonl" -> "application/json";
          default -> PLAIN_TEXT;
        });
  }

  @Override
  public Extraction extract(byte[] content, String mediaType) {
    return switch (mediaType) {
      case MARKDOWN -> read(content, Markup.MARKDOWN);
      case PLAIN_TEXT, "text/csv", "text/tab-separated-values", "application/json" ->
          read(content, Markup.PLAIN);
      default -> new Extraction.Failed(DocumentError.UNSUPPORTED_TYPE);
    };
  }

  private static Extraction read(byte[] content, Markup markup) {
    String text = text(content);
    return text.isBlank()
        ? new Extraction.Failed(DocumentError.NO_TEXT)
        : new Extraction.Extracted(new ExtractedText(text, List.of(0), markup));
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }
}
