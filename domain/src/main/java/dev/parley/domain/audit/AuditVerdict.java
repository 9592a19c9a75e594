package dev.parley.domain.audit;

/** What verifying a chain came to. */
public sealed interface AuditVerdict {

  /**
   * Every event is as it was written, as far as the chain itself can tell.
   *
   * @param head the newest event; worth keeping elsewhere
   */
  record Intact(AuditHead head) implements AuditVerdict {}

  /**
   * Something was changed, taken out, put in or moved.
   *
   * @param seq of the first event that is not what it should be, or not there
   */
  record Broken(long seq, Reason reason) implements AuditVerdict {}

  /** What is wrong with the first broken link. */
  enum Reason {
    /** The event's hash is not that of its values: one of them was changed. */
    HASH_MISMATCH,
    /** The event is whole, but does not follow the one before: either was replaced. */
    WRONG_PREVIOUS,
    /** There is no event of this seq. */
    GAP,
    /** The event stands in another place than its seq says, or twice. */
    REORDERED,
    /** The event belongs to another tenant's chain. */
    OTHER_TENANT,
    /** The chain ends before the expected head. */
    TRUNCATED,
    /** The chain holds another event in the place of the expected head: it was written anew. */
    OTHER_HEAD
  }
}
