package dev.parley.adapters.rest.mcp;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The names of tools: letters, digits and {@code _}, at most 64 of them, as every client and model
 * takes them. Of several things that would be named alike the oldest is named so, and the others
 * bear the end of their ids; so what is added later renames nothing.
 */
final class ToolNames {
  static final int MAX_LENGTH = 64;

  /** How many digits of an id are tried. They are its random ones; all of them are its own. */
  private static final int[] DIGITS = {8, 16, 32};

  private ToolNames() {}

  /**
   * Names things.
   *
   * @param prefix what each name begins with
   * @param things oldest first
   * @param word what its name goes on with: as {@link #word} makes it of any text
   */
  static <T> Map<String, T> of(
      String prefix, List<T> things, Function<T, String> word, Function<T, UUID> id) {
    Map<String, T> named = new LinkedHashMap<>();
    // Whoever can bear its name as it is has it before those whose names are cut.
    List<T> wholeFirst =
        things.stream()
            .sorted(
                Comparator.comparing(
                    (T thing) -> prefix.length() + word.apply(thing).length() > MAX_LENGTH))
            .toList();
    for (T thing : wholeFirst) {
      String own = word.apply(thing);
      String name = prefix + own;
      if (own.isEmpty() || name.length() > MAX_LENGTH || named.containsKey(name)) {
        name = withId(prefix, own, id.apply(thing), named);
      }
      named.put(name, thing);
    }
    return named;
  }

  private static String withId(String prefix, String word, UUID id, Map<String, ?> taken) {
    String hex = id.toString().replace("-", "");
    String name = "";
    for (int digits : DIGITS) {
      String end = hex.substring(hex.length() - digits);
      int room = MAX_LENGTH - prefix.length() - digits - 1;
      String cut = word.substring(0, Math.min(word.length(), room));
      name = prefix + (cut.isEmpty() ? end : cut + "_" + end);
      if (!taken.containsKey(name)) {
        return name;
      }
    }
    return name;
  }

  /** Accents go, everything else that is no letter or digit of ASCII is one {@code _}. */
  static String word(String title) {
    return Normalizer.normalize(title, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_|_$", "");
  }
}
