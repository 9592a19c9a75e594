package dev.parley.application.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param total items in the whole list
 */
public record Page<T>(List<T> items, long total) {
  public Page {
    items = List.copyOf(items);
  }

  /** All items of a list, in its order. */
  public static <T> List<T> all(Function<PageRequest, Page<T>> list) {
    return first(Integer.MAX_VALUE, list);
  }

  /**
   * Reads page after page until there are enough items, or all.
   *
   * @param enough what is on the page with the last of them comes along
   */
  public static <T> List<T> first(int enough, Function<PageRequest, Page<T>> list) {
    List<T> items = new ArrayList<>();
    boolean more = true;
    for (int page = 1; more && items.size() < enough; page++) {
      List<T> some = list.apply(new PageRequest(page, PageRequest.MAX_SIZE)).items();
      items.addAll(some);
      more = some.size() == PageRequest.MAX_SIZE;
    }
    return items;
  }
}
