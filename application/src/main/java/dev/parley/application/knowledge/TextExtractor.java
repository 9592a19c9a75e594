package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;

/** Reads the text out of files that nobody vouches for. Safe for use by many threads. */
public interface TextExtractor {

  /**
   * Judges a file by its content, quickly: its type, and whether it can be opened at all.
   *
   * @param filename a hint between text formats only; never used as a path
   */
  Inspection inspect(byte[] content, String filename);

  /**
   * Reads the text. Blocking; ends within a bounded time.
   *
   * @param mediaType as the inspection said
   */
  Extraction extract(byte[] content, String mediaType);

  /** What a file is. */
  sealed interface Inspection {
    record Accepted(String mediaType) implements Inspection {}

    record Rejected(DocumentError error) implements Inspection {}
  }

  /** What a file says. */
  sealed interface Extraction {
    record Extracted(ExtractedText text) implements Extraction {}

    record Failed(DocumentError error) implements Extraction {}
  }
}
