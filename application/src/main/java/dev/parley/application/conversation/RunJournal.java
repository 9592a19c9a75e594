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
   * @param json one line
   * @param terminal whether it is the last of its run
   */
  record Encoded(String type, String json, boolean terminal) {}

  /**
   * An event of a run.
   *
   * @param seq counted from 1, without gaps
   */
  record Entry(long seq, Encoded event) {}

  /** A run that has events but no terminal one. */
  record Unfinished(TenantId tenant, RunId run) {}

  /**
   * Appends an event. When this returns, the event survives the end of the process.
   *
   * @return its seq
   * @throws IllegalStateException if the run has a terminal event
   */
  long append(TenantId tenant, RunId run, Encoded event);

  /**
   * The events after a seq, in order. Waits for the first of them at most {@code patience}; empty
   * if none came, and at once if the run has ended or is not known.
   */
  List<Entry> read(TenantId tenant, RunId run, long after, Duration patience)
      throws InterruptedException;

  /** Runs that a process which ended left unfinished. */
  List<Unfinished> unfinished();

  /** Forgets runs whose last event is older. */
  void trim(Instant before);
}
