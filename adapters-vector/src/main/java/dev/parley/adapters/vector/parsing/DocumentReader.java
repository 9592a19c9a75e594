package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;

/** Answers requests, one after the other. */
final class DocumentReader {
  /**
   * What is detected of an office file that is encrypted, of one of an unknown kind, and of one
   * that is damaged. Reading tells more: not every password is a secret.
   */
  private static final String UNCLEAR = "application/x-tika-";

  private final Scans scans;
  private final Detection detection = new Detection();
  private final TikaReader tika = new TikaReader(detection.detector(), this);

  DocumentReader(Scans scans) {
    this.scans = scans;
  }

  /** Answers; what a parser throws says something of the document. */
  Reply answer(Request request) {
    String type = request.mediaType();
    try {
      if (type.isEmpty()) {
        Optional<String> detected = type(request.content(), request.filename());
        if (detected.isEmpty()) {
          return new Reply.Failed("", DocumentError.UNSUPPORTED_TYPE);
        }
        type = detected.get();
      }
      if (type.equals(Detection.BROKEN_ARCHIVE)) {
        return new Reply.Failed(type, DocumentError.CORRUPT);
      }
      return switch (request.task()) {
        case INSPECT -> inspect(request, type);
        case READ -> read(request.content(), type, request.maxCharacters(), 0);
      };
    } catch (Exception failure) {
      return new Reply.Failed(type, Failures.judged(failure));
    }
  }

  private Optional<String> type(byte[] content, String filename) throws IOException {
    try (TikaInputStream file = TikaInputStream.get(content)) {
      file.getPath();
      return detection.type(file, content, filename);
    }
  }

  private Reply inspect(Request request, String type) throws Exception {
    byte[] content = request.content();
    if (type.equals(Detection.PDF)) {
      Optional<DocumentError> problem = PdfText.problem(content);
      if (problem.isPresent()) {
        return new Reply.Failed(type, problem.get());
      }
    }
    if (type.startsWith(UNCLEAR)) {
      Reply read = read(content, type, request.maxCharacters(), 0);
      return read instanceof Reply.Failed ? read : new Reply.Accepted(read.mediaType());
    }
    return new Reply.Accepted(type);
  }

  /**
   * Reads an attachment of a document, and says nothing where it cannot be read.
   *
   * @param depth how many documents it is in
   */
  Optional<ExtractedText> readAttachment(
      byte[] content, String filename, int maxCharacters, int depth) {
    try {
      Optional<String> type = type(content, filename);
      return type.isPresent()
              && read(content, type.get(), maxCharacters, depth) instanceof Reply.Read read
          ? Optional.of(read.text())
          : Optional.empty();
    } catch (Exception failure) {
      return Optional.empty();
    }
  }

  private Reply read(byte[] content, String type, int maxCharacters, int depth) throws Exception {
    Optional<Format> format = Format.of(type);
    if (format.isEmpty()) {
      return PlainText.isType(type)
          ? PlainText.read(content, type, maxCharacters)
          : new Reply.Failed(type, DocumentError.UNSUPPORTED_TYPE);
    }
    Metadata metadata = new Metadata();
    metadata.set(Metadata.CONTENT_TYPE, type);
    ExtractedText text =
        format.get() == Format.PDF
            ? PdfText.read(content, maxCharacters, depth == 0 ? scans : Scans.unread())
            : tika.read(content, format.get(), metadata, maxCharacters, depth);
    String known =
        type.startsWith(UNCLEAR)
            ? Objects.requireNonNullElse(metadata.get(Metadata.CONTENT_TYPE), type)
            : type;
    if (text.text().isBlank()) {
      boolean unclear = known.startsWith(UNCLEAR);
      return new Reply.Failed(
          known, unclear ? DocumentError.UNSUPPORTED_TYPE : DocumentError.NO_TEXT);
    }
    return new Reply.Read(known, text);
  }
}
