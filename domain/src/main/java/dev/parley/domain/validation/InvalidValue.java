package dev.parley.domain.validation;

import java.io.Serial;

/**
 * A value that a caller gave breaks an invariant. Thrown by constructors, which cannot return a
 * refusal; the edge turns it into an answer for the caller.
 */
public final class InvalidValue extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * Says what is wrong as {@code field: given (expected: expectation)}.
   *
   * @param field in the words of the HTTP contract, such as {@code retrieval.k}
   */
  public InvalidValue(String field, Object given, String expectation) {
    super(field + ": " + given + " (expected: " + expectation + ")");
    this.field = field;
  }

  /** Which value it is, in the words of the HTTP contract. */
  public String field() {
    return field;
  }

  /** Requires a text of a length in UTF-16 characters; white space alone counts as nothing. */
  public static String requireLength(String field, String value, int least, int most) {
    if (value.strip().length() < least || value.length() > most) {
      throw new InvalidValue(field, value.length() + " characters", least + ".." + most);
    }
    return value;
  }
}
