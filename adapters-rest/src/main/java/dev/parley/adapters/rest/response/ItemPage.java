package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A page of items, in the form of OpenAI's lists. */
final class ItemPage {
  private static final int USUAL = 20;
  private static final int MOST = 100;
  private static final Set<String> ORDERS = Set.of("asc", "desc");

  private ItemPage() {}

  /**
   * A page.
   *
   * @param items oldest first
   * @param after the id of the item before the first that is wanted; null: from the beginning
   * @param limit how many, as it was asked for; null: 20
   * @param order {@code asc} or {@code desc}; null: the latter
   */
  static Map<String, @Nullable Object> of(
      List<Map<?, ?>> items,
      @Nullable String after,
      @Nullable String limit,
      @Nullable String order) {
    int most = limit == null ? USUAL : Check.integer("limit", number(limit), 1, MOST);
    List<Map<?, ?>> ordered = new ArrayList<>(items);
    if (order == null || Check.word("order", order, ORDERS).equals("desc")) {
      Collections.reverse(ordered);
    }
    int from = after == null ? 0 : indexOf(ordered, after) + 1;
    List<Map<?, ?>> page = ordered.subList(from, Math.min(ordered.size(), from + most));
    return JsonText.object(
        "object",
        "list",
        "data",
        page,
        "first_id",
        page.isEmpty() ? null : page.getFirst().get("id"),
        "has_more",
        from + page.size() < ordered.size(),
        "last_id",
        page.isEmpty() ? null : page.getLast().get("id"));
  }

  /** What is no number is refused as the string that it is. */
  private static Object number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException noNumber) {
      return text;
    }
  }

  private static int indexOf(List<Map<?, ?>> items, String id) {
    for (int i = 0; i < items.size(); i++) {
      if (id.equals(items.get(i).get("id"))) {
        return i;
      }
    }
    throw Check.failed(
        "after", "invalid_value", "Invalid 'after': no item of the list has that id.");
  }
}
