package dev.parley.application.knowledge;

/**
 * What entitles somebody to ingest a document: the queue handed it out. It is lost when the queue
 * takes its holder for dead and hands the document to another.
 */
@FunctionalInterface
public interface IngestionLease {

  /** For a program that has no queue, and no second process. */
  IngestionLease UNSHARED = () -> true;

  /** Whether it is still held, as the unit of work sees it that is open. */
  boolean isHeld();
}
