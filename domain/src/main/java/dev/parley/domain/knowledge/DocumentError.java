package dev.parley.domain.knowledge;

/** Why a document cannot be used. */
public enum DocumentError {
  ENCRYPTED("encrypted", "The document is protected by a password: remove the protection first."),
  NO_TEXT("no_text", "The document holds no text, such as a scan: run text recognition first."),
  CORRUPT("corrupt", "The document is damaged or not what its type says: export it anew."),
  TOO_LARGE("too_large", "The document holds more than one document may: split it."),
  TIMEOUT(
      "timeout", "Fetching or reading the document took too long: split it, or export it anew."),
  UNSUPPORTED_TYPE(
      "unsupported_type",
      "The document is none that can be read: convert it to PDF, an office or web format, or text."),
  URL_REFUSED(
      "url_refused",
      "The address, or one that it leads to, is no known one of the public web, or of a port that"
          + " is not the web's: check it, have the operator allow it, or upload the file."),
  URL_NOT_FOUND("url_not_found", "There is nothing at the address: check it."),
  URL_PROTECTED(
      "url_protected",
      "The address answers only those whom it knows: download the document and upload the file."),
  URL_UNREACHABLE(
      "url_unreachable",
      "The address gave no answer that can be used: try again later, or upload the file."),
  URL_ROBOTS(
      "url_robots",
      "The site's robots.txt asks ParleyBot to leave the address alone, or could not be read: ask"
          + " the site's owner, or upload the file."),
  EMBEDDING_UNAVAILABLE(
      "embedding_unavailable",
      "The model that embeds could not be reached, or was busy, for minutes: try again later."),
  EMBEDDING_REFUSED(
      "embedding_refused",
      "The model that embeds refuses this installation, or its vectors do not fit the stored ones:"
          + " have the operator look at its configuration and log, then try again."),
  CANCELLED("cancelled", "Processing was cancelled; it can be asked for again."),
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
