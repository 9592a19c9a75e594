package dev.parley.application.knowledge;

/** The name of a file that somebody sent in. It is shown and stored, never used as a path. */
public final class UploadedName {
  /** The longest, in UTF-16 characters. */
  static final int MAX_LENGTH = 255;

  private UploadedName() {}

  /** The name without folders and control characters, shortened, and never empty. */
  public static String of(String given) {
    int separator = Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\'));
    String name =
        given
            .substring(separator + 1)
            .codePoints()
            .filter(c -> !Character.isISOControl(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    String shortened = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
    return shortened.isEmpty() ? "document" : shortened;
  }
}
