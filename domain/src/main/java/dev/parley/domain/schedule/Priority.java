package dev.parley.domain.schedule;

/** How urgent a kind of work is; the platform says so, not the tenant. Most urgent first. */
public enum Priority {
  /** A person is watching. */
  INTERACTIVE(0),

  /** Somebody waits for it, but not in front of a screen. */
  NORMAL(1),

  /** Nobody waits: ingestion, evaluation, backfills. */
  BATCH(2);

  /** Where it lies in lists that hold something for each priority. */
  final int rank;

  Priority(int rank) {
    this.rank = rank;
  }
}
