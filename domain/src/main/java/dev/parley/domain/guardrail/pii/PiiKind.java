package dev.parley.domain.guardrail.pii;

import java.util.Locale;

/**
 * The kinds of personal data and secrets that are recognised. Where two kinds claim the very same
 * characters, the one that is declared first here has them: what a checksum or a prefix proves
 * comes before what a shape suggests.
 */
public enum PiiKind {
  PRIVATE_KEY("SECRET", "PRIVATE_KEY"),
  API_KEY("KEY", "API_KEY"),
  URL_CREDENTIALS("CREDENTIALS", "URL_CREDENTIALS"),
  EMAIL("EMAIL", "EMAIL_ADDRESS"),
  CREDIT_CARD("CARD", "CREDIT_CARD"),
  IBAN("IBAN", "IBAN_CODE"),
  CRYPTO_ADDRESS("CRYPTO", "CRYPTO"),
  IP_ADDRESS("IP", "IP_ADDRESS"),
  US_SSN("SSN", "US_SSN"),
  DATE_OF_BIRTH("DOB", "DATE_OF_BIRTH"),
  PASSPORT("PASSPORT", "PASSPORT"),
  DRIVER_LICENSE("LICENSE", "DRIVER_LICENSE"),
  PHONE("PHONE", "PHONE_NUMBER");

  private final String label;
  private final String reportName;

  PiiKind(String label, String reportName) {
    this.label = label;
    this.reportName = reportName;
  }

  /** The stable snake_case word under which configuration and reports name the kind. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word in a placeholder of this kind: {@code EMAIL} in {@code <EMAIL_1>}. */
  public String label() {
    return label;
  }

  /** The name that public collections of labelled text (Presidio's) have for the kind. */
  public String reportName() {
    return reportName;
  }
}
