package dev.parley.application.outcome;

import java.util.List;

/**
 * A part of a list.
 *
 * @param total items in the whole list
 */
public record Page<T>(List<T> items, long total) {
  public Page {
    items = List.copyOf(items);
  }
}
