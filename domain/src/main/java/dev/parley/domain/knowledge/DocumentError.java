package dev.parley.domain.knowledge;

/** Why a document cannot be used. */
public enum DocumentError {
  ENCRYPTED("encrypted", "The document is protected by a password: remove the protection first."),
  NO_TEXT("no_text", "The document holds no text, such as a scan: run text recognition first."),
  CORRUPT("corrupt", "The document is damaged or not what its type says: export it anew."),
  TOO_LARGE("too_large", "The document holds more than one document may: split it."),
  TIMEOUT("timeout", "Reading the document took too long: split it, or export it anew."),
  UNSUPPORTED_TYPE(
      "unsupported_type",
      "The document is none that can be read: convert it to PDF, an office or web format, or text."),
  INTERNAL("internal", "The document could not be processed; trying again may help.");

  private final String code;
  private final String detail;

  DocumentError(String code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /** The stable word for it. */
  public String code() {
    return code;
  }

  /** What happened and what to do, for people. */
  public String detail() {
    return detail;
  }
}
