package dev.parley.domain.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A priority queue by (key, tie), smallest first, from which any entry can be removed in
 * logarithmic time. An entry lies in one heap at a time.
 *
 * <p>Four children a node, with the keys side by side in memory: half the levels of a binary heap,
 * and comparing does not touch the entries (LaMarca and Ladner, "The Influence of Caches on the
 * Performance of Heaps", 1996).
 */
final class Heap<E extends Entry> {
  private static final int FANOUT_BITS = 2;
  private static final int FANOUT = 1 << FANOUT_BITS;
  private static final long[] NO_KEYS = {};
  private static final Entry[] NO_ENTRIES = {};

  /** Key and tie of each slot, in turn. */
  private long[] keys = NO_KEYS;

  private @Nullable Entry[] entries = NO_ENTRIES;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The smallest key. There must be one. */
  long firstKey() {
    return keys[0];
  }

  @SuppressWarnings("unchecked")
  @Nullable E first() {
    return size == 0 ? null : (E) entries[0];
  }

  void add(E entry, long key, long tie) {
    if (size == entries.length) {
      int capacity = Math.max(FANOUT, size * 2);
      keys = Arrays.copyOf(keys, 2 * capacity);
      entries = Arrays.copyOf(entries, capacity);
    }
    rise(size++, entry, key, tie);
  }

  /** Takes the smallest out. */
  @Nullable E poll() {
    E first = first();
    if (first != null) {
      remove(first);
    }
    return first;
  }

  void remove(E entry) {
    int hole = entry.slot;
    entry.slot = Entry.NOWHERE;
    int last = --size;
    Entry moved = entries[last];
    entries[last] = null;
    if (hole != last && moved != null) {
      place(hole, moved, key(last), tie(last));
    }
  }

  private void place(int hole, Entry entry, long key, long tie) {
    if (hole > 0 && precedes(key, tie, parent(hole))) {
      rise(hole, entry, key, tie);
    } else {
      sink(hole, entry, key, tie);
    }
  }

  private void rise(int from, Entry entry, long key, long tie) {
    int hole = from;
    while (hole > 0) {
      int parent = parent(hole);
      if (!precedes(key, tie, parent)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, entry, key, tie);
  }

  private void sink(int from, Entry entry, long key, long tie) {
    int hole = from;
    while (true) {
      int child = (hole << FANOUT_BITS) + 1;
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + FANOUT, size);
      for (int other = child + 1; other < end; other++) {
        if (precedes(key(other), tie(other), least)) {
          least = other;
        }
      }
      if (precedes(key, tie, least)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, entry, key, tie);
  }

  private static int parent(int slot) {
    return (slot - 1) >> FANOUT_BITS;
  }

  private long key(int slot) {
    return keys[2 * slot];
  }

  private long tie(int slot) {
    return keys[2 * slot + 1];
  }

  private boolean precedes(long key, long tie, int slot) {
    long other = key(slot);
    return key < other || (key == other && tie < tie(slot));
  }

  private void move(int from, int to) {
    Entry entry = entries[from];
    if (entry != null) {
      put(to, entry, key(from), tie(from));
    }
  }

  private void put(int slot, Entry entry, long key, long tie) {
    keys[2 * slot] = key;
    keys[2 * slot + 1] = tie;
    entries[slot] = entry;
    entry.slot = slot;
  }
}
