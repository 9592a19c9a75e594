package dev.parley.application.conversation;

import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What happened in each run, in order, for everyone who watches it. Events of one run are appended
 * by one thread; any number may read meanwhile.
 */
public interface RunJournal {

  /**
   * An event in its wire form.
   *
   * @param type such as {@code message.delta}
   * @param json one line of at most {@link #MAX_LENGTH} characters
   * @param terminal whether it is the last of its run
   */
  record Encoded(String type, String json, boolean terminal) {
    public static final int MAX_LENGTH = 1 << 20;

    public Encoded {
      if (type.isEmpty() || type.chars().anyMatch(c -> c <= ' ')) {
        throw new IllegalArgumentException("type: '" + type + "' (expected: one word)");
      }
      if (json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0) {
        throw new IllegalArgumentException(type + ": several lines (expected: one line)");
      }
      if (json.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            type + ": " + json.length() + " characters (expected: 0.." + MAX_LENGTH + ")");
      }
    }
  }

  /**
   * An event of a run.
   *
   * @param seq counted from 1, without gaps
   */
  record Entry(long seq, Encoded event) {}

  /** A run that has events but no terminal one. */
  record Unfinished(TenantId tenant, RunId run) {}

  /**
   * Appends an event. When this returns, the event survives the end of the process; no reader sees
   * it before. Goes on where an earlier process left off.
   *
   * @return its seq
   * @throws IllegalStateException if the run has a terminal event, or another process took it over
   * @throws JournalUnavailable if it is not known to be appended; it may be, once
   */
  long append(TenantId tenant, RunId run, Encoded event);

  /**
   * Keeps the process that appended to a run so far from appending more, so that what is read from
   * now on stays all there is. To be called before a run of another process is ended.
   *
   * @throws JournalUnavailable if the journal cannot be reached
   */
  void takeOver(TenantId tenant, RunId run);

  /**
   * The next events after a seq, in order; there may be more, to be read with the last seq of
   * these. Waits for the first of them at most {@code patience}; empty if none came, and at once if
   * the run has ended. A run that is not known is waited for as well: it may have been accepted a
   * moment ago.
   *
   * @throws JournalUnavailable if the journal cannot be reached
   */
  List<Entry> read(TenantId tenant, RunId run, long after, Duration patience)
      throws InterruptedException;

  /**
   * The seq of the newest event of a run; 0 if there is none.
   *
   * @throws JournalUnavailable if the journal cannot be reached
   */
  long lastSeq(TenantId tenant, RunId run);

  /** Runs that an earlier process of this node left unfinished. */
  List<Unfinished> unfinished();

  /** Forgets runs whose last event is older, except those that this process has yet to end. */
  void trim(Instant before);
}
