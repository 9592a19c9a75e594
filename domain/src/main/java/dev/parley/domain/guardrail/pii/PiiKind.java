package dev.parley.domain.guardrail.pii;

import java.util.Locale;

/** The kinds of personal data and secrets that are recognised. */
public enum PiiKind {
  EMAIL,
  PHONE,
  CREDIT_CARD,
  IBAN,
  US_SSN,
  IP_ADDRESS,
  PASSPORT,
  DRIVER_LICENSE,
  CRYPTO_ADDRESS,
  DATE_OF_BIRTH,
  URL_CREDENTIALS,
  API_KEY,
  PRIVATE_KEY;

  /** The stable snake_case word under which configuration and reports name the kind. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
