package dev.parley.domain.quota;

/** What came of settling or releasing a reservation. */
public enum Settlement {
  /** It is done. */
  APPLIED,
  /** Nothing was changed: it was settled or released before, has lapsed, or never was. */
  UNKNOWN
}
