package dev.parley.application.conversation;

/**
 * The journal of runs cannot be read or written now: it could not be reached for as long as was
 * worth trying, or it has lost what it held of a run. What was appended before stays as it was.
 */
public final class JournalUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JournalUnavailable(String message) {
    super(message);
  }

  public JournalUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
