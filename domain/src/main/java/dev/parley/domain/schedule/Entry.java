package dev.parley.domain.schedule;

/** Something that knows where it lies in a {@link Heap}, so that it can be taken out of it. */
abstract class Entry {
  static final int NOWHERE = -1;

  int slot = NOWHERE;
}
