package dev.parley.domain.audit;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of one act, before it has its place in a chain. Texts are made such that every
 * store keeps them as they are: NUL and unpaired surrogates become U+FFFD, and what is longer than
 * {@link #MAX_TEXT_LENGTH} is cut.
 *
 * @param actor subject of the principal who acted
 * @param targetId of what it was done to; of the kind that the action says
 * @param requestId of the request that asked for it; null: no request did
 * @param details words and numbers that say more; never content, keys or personal data
 */
public record AuditEntry(
    String actor,
    AuditAction action,
    String targetId,
    @Nullable String requestId,
    Map<String, String> details) {
  /** The longest text, in UTF-16 characters. */
  public static final int MAX_TEXT_LENGTH = 256;

  /** The most details of one event. */
  public static final int MAX_DETAILS = 16;

  public AuditEntry {
    Objects.requireNonNull(action);
    if (details.size() > MAX_DETAILS) {
      throw new IllegalArgumentException(
          "details: " + details.size() + " entries (expected: at most " + MAX_DETAILS + ")");
    }
    actor = storable(actor);
    targetId = storable(targetId);
    requestId = requestId == null ? null : storable(requestId);
    Map<String, String> kept = new TreeMap<>();
    details.forEach((key, value) -> kept.put(storable(key), storable(value)));
    details = Map.copyOf(kept);
  }

  private static String storable(String text) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_TEXT_LENGTH));
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      int length = Character.charCount(character);
      if (kept.length() + length > MAX_TEXT_LENGTH) {
        break;
      }
      kept.appendCodePoint(isStorable(character) ? character : '\uFFFD');
      at += length;
    }
    return kept.toString();
  }

  private static boolean isStorable(int character) {
    return character != 0
        && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
  }
}
