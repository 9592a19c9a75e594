package dev.parley.domain.schedule;

import dev.parley.domain.schedule.Account.Share;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that have work of one priority waiting, the one to be served next in front: by
 * counter, then by tie, smallest first.
 *
 * <p>A heap as {@link Heap} is, of numbers in place of references: where a tenant is to move at
 * every turn, telling it and the collector about each step would cost more than the steps.
 */
final class Contenders<J> {
  private static final int FANOUT_BITS = 2;
  private static final int FANOUT = 1 << FANOUT_BITS;
  private static final int FEW = 4;

  /** Counter and tie of each place, in turn. */
  private long[] keys = new long[2 * FEW];

  /** The number of who is at a place; after the last place the numbers that are free. */
  private int[] numbers = {0, 1, 2, 3};

  /** The place of each number. */
  private int[] places = new int[FEW];

  private @Nullable Share<?>[] shares = new Share<?>[FEW];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The smallest counter. There must be one. */
  long firstCounter() {
    return keys[0];
  }

  @SuppressWarnings("unchecked")
  @Nullable Share<J> first() {
    return size == 0 ? null : (Share<J>) shares[numbers[0]];
  }

  void add(Share<J> share, long tie) {
    if (size == numbers.length) {
      grow();
    }
    int number = numbers[size];
    shares[number] = share;
    share.slot = number;
    rise(size++, number, share.counter, tie);
  }

  void remove(Share<J> share) {
    int number = share.slot;
    int hole = places[number];
    shares[number] = null;
    share.slot = Entry.NOWHERE;
    int last = --size;
    int moved = numbers[last];
    long counter = keys[2 * last];
    long tie = keys[2 * last + 1];
    numbers[last] = number;
    if (hole != last) {
      place(hole, moved, counter, tie);
    }
  }

  /** The counter of one that is here has changed. */
  void update(Share<J> share) {
    int place = places[share.slot];
    place(place, share.slot, share.counter, keys[2 * place + 1]);
  }

  /** The first was served, and now counts as the last to come among equals. */
  void served(Share<J> first, long tie) {
    sink(0, first.slot, first.counter, tie);
  }

  private void grow() {
    int capacity = 2 * size;
    keys = Arrays.copyOf(keys, 2 * capacity);
    numbers = Arrays.copyOf(numbers, capacity);
    for (int number = size; number < capacity; number++) {
      numbers[number] = number;
    }
    places = Arrays.copyOf(places, capacity);
    shares = Arrays.copyOf(shares, capacity);
  }

  private void place(int hole, int number, long counter, long tie) {
    if (hole > 0 && precedes(counter, tie, parent(hole))) {
      rise(hole, number, counter, tie);
    } else {
      sink(hole, number, counter, tie);
    }
  }

  private void rise(int from, int number, long counter, long tie) {
    int hole = from;
    while (hole > 0) {
      int parent = parent(hole);
      if (!precedes(counter, tie, parent)) {
        break;
      }
      put(hole, numbers[parent], keys[2 * parent], keys[2 * parent + 1]);
      hole = parent;
    }
    put(hole, number, counter, tie);
  }

  private void sink(int from, int number, long counter, long tie) {
    int hole = from;
    while (true) {
      int child = (hole << FANOUT_BITS) + 1;
      if (child >= size) {
        break;
      }
      int least = least(child, Math.min(child + FANOUT, size));
      if (precedes(counter, tie, least)) {
        break;
      }
      put(hole, numbers[least], keys[2 * least], keys[2 * least + 1]);
      hole = least;
    }
    put(hole, number, counter, tie);
  }

  /**
   * The place of the smallest of some neighbours. Which it is nobody can foretell, so it is
   * computed rather than branched upon: a branch guessed wrong costs as much as a level of the
   * heap.
   */
  private int least(int from, int end) {
    int least = from;
    long counter = keys[2 * from];
    long tie = keys[2 * from + 1];
    for (int other = from + 1; other < end; other++) {
      long otherCounter = keys[2 * other];
      long otherTie = keys[2 * other + 1];
      // Neither counters nor ties are ever negative, so the differences do not overflow.
      long order = otherCounter - counter;
      if (order == 0) {
        order = otherTie - tie;
      }
      long precedes = order >> (Long.SIZE - 1);
      counter ^= (counter ^ otherCounter) & precedes;
      tie ^= (tie ^ otherTie) & precedes;
      least ^= (least ^ other) & (int) precedes;
    }
    return least;
  }

  private static int parent(int place) {
    return (place - 1) >> FANOUT_BITS;
  }

  private boolean precedes(long counter, long tie, int place) {
    long other = keys[2 * place];
    return counter < other || (counter == other && tie < keys[2 * place + 1]);
  }

  private void put(int place, int number, long counter, long tie) {
    keys[2 * place] = counter;
    keys[2 * place + 1] = tie;
    numbers[place] = number;
    places[number] = place;
  }
}
