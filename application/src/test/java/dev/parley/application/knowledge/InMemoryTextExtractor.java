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
    boolean markdown = name.endsWith(".md") || name.endsWith(".markdown");
    return new Inspection.Accepted(markdown ? MARKDOWN : PLAIN_TEXT);
  }

  @Override
  public Extraction extract(byte[] content, String mediaType) {
    return switch (mediaType) {
      case MARKDOWN -> read(content, Markup.MARKDOWN);
      case PLAIN_TEXT -> read(content, Markup.PLAIN);
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
