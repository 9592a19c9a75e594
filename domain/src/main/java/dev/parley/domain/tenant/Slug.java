package dev.parley.domain.tenant;

import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A short name for use in addresses and model names: 1 to 63 lower-case letters, digits and inner
 * hyphens, as a DNS label (RFC 1123 section 2.1).
 */
public record Slug(String value) {
  /** Linear: each character is matched at most once. */
  private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  public Slug {
    Objects.requireNonNull(value);
    if (!isValid(value)) {
      throw new InvalidValue("slug", "'" + value + "'", EXPECTATION);
    }
  }

  private static final String EXPECTATION =
      "1..63 lower-case letters, digits and hyphens, not at either end";

  public static boolean isValid(String value) {
    return value.length() <= 63 && FORM.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
