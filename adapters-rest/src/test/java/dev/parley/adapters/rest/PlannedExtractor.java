package dev.parley.adapters.rest;

import dev.parley.application.knowledge.TextExtractor;
import dev.parley.domain.knowledge.DocumentError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Rejects a file that says why, such as {@code reject encrypted}; leaves all others to another. */
final class PlannedExtractor implements TextExtractor {
  private static final String REJECT = "reject ";

  private final TextExtractor others;

  PlannedExtractor(TextExtractor others) {
    this.others = others;
  }

  @Override
  public Inspection inspect(byte[] content, String filename) {
    return planned(content)
        .<Inspection>map(Inspection.Rejected::new)
        .orElseGet(() -> others.inspect(content, filename));
  }

  @Override
  public Extraction extract(byte[] content, String mediaType) {
    return others.extract(content, mediaType);
  }

  private static Optional<DocumentError> planned(byte[] content) {
    String start =
        new String(content, 0, Math.min(content.length, 64), StandardCharsets.ISO_8859_1);
    return Arrays.stream(DocumentError.values())
        .filter(error -> start.startsWith(REJECT + error.code()))
        .findFirst();
  }
}
