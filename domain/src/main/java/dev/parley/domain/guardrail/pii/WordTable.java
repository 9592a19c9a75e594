package dev.parley.domain.guardrail.pii;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Words and what they are signs of, looked up in a window without taking the word out of it.
 *
 * @param <S> what a word can be a sign of
 */
final class WordTable<S> {
  private static final int SLOTS = 1024;

  private record Entry<S>(String word, List<S> signs) {}

  private final List<@Nullable Entry<S>> slots = new ArrayList<>(SLOTS);

  WordTable() {
    for (int i = 0; i < SLOTS; i++) {
      slots.add(null);
    }
  }

  /** Adds words, parted by blanks. */
  WordTable<S> add(S sign, String list) {
    for (String word : list.toLowerCase(Locale.ROOT).split(" ", -1)) {
      int hash = 0;
      for (int i = 0; i < word.length(); i++) {
        hash = 31 * hash + word.charAt(i);
      }
      add(sign, word, slot(hash));
    }
    return this;
  }

  private void add(S sign, String word, int first) {
    for (int slot = first; ; slot = (slot + 1) % SLOTS) {
      Entry<S> entry = slots.get(slot);
      if (entry == null) {
        entry = new Entry<>(word, new ArrayList<>());
        slots.set(slot, entry);
      }
      if (entry.word.equals(word)) {
        entry.signs.add(sign);
        return;
      }
    }
  }

  /** What the word from one index to another is a sign of; nothing, if it is not here. */
  List<S> find(Window window, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + Chars.lower(window.at(i));
    }
    for (int slot = slot(hash); ; slot = (slot + 1) % SLOTS) {
      Entry<S> entry = slots.get(slot);
      if (entry == null) {
        return List.of();
      }
      if (entry.word.length() == to - from && window.reads(from, entry.word)) {
        return entry.signs;
      }
    }
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }
}
