package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.DocumentError;
import java.util.Locale;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;

/** What the failure of a parser says of the document that it read. */
final class Failures {
  private static final int MAX_DEPTH = 20;

  private Failures() {}

  static DocumentError judged(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      Optional<DocumentError> error = known(cause);
      if (error.isPresent()) {
        return error.get();
      }
      cause = cause.getCause();
    }
    return DocumentError.CORRUPT;
  }

  private static Optional<DocumentError> known(Throwable cause) {
    return switch (cause) {
      case EncryptedDocumentException tika -> Optional.of(DocumentError.ENCRYPTED);
      case org.apache.poi.EncryptedDocumentException poi -> Optional.of(DocumentError.ENCRYPTED);
      case InvalidPasswordException pdf -> Optional.of(DocumentError.ENCRYPTED);
      case WriteLimitReachedException limit -> Optional.of(DocumentError.TOO_LARGE);
      case ZeroByteFileException empty -> Optional.of(DocumentError.NO_TEXT);
      case UnsupportedFormatException unsupported -> Optional.of(DocumentError.UNSUPPORTED_TYPE);
      default -> said(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
    };
  }

  /** Much of POI has no type for what went wrong. */
  private static Optional<DocumentError> said(String message) {
    if (message.contains("zip bomb") || message.contains("tried to allocate")) {
      return Optional.of(DocumentError.TOO_LARGE);
    }
    if (message.contains("strict ooxml")) {
      return Optional.of(DocumentError.UNSUPPORTED_TYPE);
    }
    return Optional.empty();
  }
}
