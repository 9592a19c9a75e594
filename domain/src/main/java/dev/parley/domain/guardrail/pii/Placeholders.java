package dev.parley.domain.guardrail.pii;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The placeholders of one conversation. The same value always has the same placeholder, however it
 * is written: an address in capitals, a number with other separators. The state is its {@link
 * #entries()}: store them, or mask the conversation's messages again in their order, and the same
 * placeholders come out.
 *
 * <p>Text that already reads {@code <EMAIL_1>} where somebody typed it is masked as well, as {@code
 * <LITERAL_1>}: so it can neither stand for somebody's address nor get lost. Putting values back is
 * one pass; a value that looks like a placeholder is not looked at again.
 *
 * <p>Not safe for use by several threads.
 */
public final class Placeholders {
  private static final int MAX_LABEL = 11;

  private final Map<String, Placeholder> byKey = new LinkedHashMap<>();
  private final Map<String, String> keyByText = new HashMap<>();
  private final Map<String, Integer> lastNumbers = new HashMap<>();

  /** None yet. */
  public Placeholders() {}

  /** As they were when {@link #entries()} was read. */
  public static Placeholders of(List<Placeholder> entries) {
    Placeholders placeholders = new Placeholders();
    for (Placeholder entry : entries) {
      placeholders.put(key(entry.label(), entry.value()), entry);
      placeholders.lastNumbers.merge(entry.label(), entry.number(), Math::max);
    }
    return placeholders;
  }

  /** All of them, in the order in which they were made. */
  public List<Placeholder> entries() {
    return List.copyOf(byKey.values());
  }

  /** What the caller sees instead of a placeholder; empty if it stays. */
  public Optional<String> forCaller(String placeholder) {
    String key = keyByText.get(placeholder);
    Placeholder entry = key == null ? null : byKey.get(key);
    return entry != null && entry.forCaller() ? Optional.of(entry.value()) : Optional.empty();
  }

  /** Puts the values back that the caller may see. */
  public String unmask(String text) {
    StringBuilder unmasked = new StringBuilder();
    Consumer<String> out = unmasked::append;
    UnmaskStage stage = new UnmaskStage(this);
    stage.accept(text, out);
    stage.finish(out);
    return unmasked.toString();
  }

  /**
   * The placeholder of a value, made if there is none; empty once a label has run out of numbers.
   */
  Optional<String> mask(PiiKind kind, String value, boolean forCaller) {
    return mask(kind.label(), value, forCaller);
  }

  /** The placeholder of text that looks like one. */
  Optional<String> maskLiteral(String value) {
    return mask(Placeholder.LITERAL, value, true);
  }

  private Optional<String> mask(String label, String value, boolean forCaller) {
    String key = key(label, value);
    Placeholder known = byKey.get(key);
    if (known == null) {
      int number = lastNumbers.getOrDefault(label, 0) + 1;
      if (number > Placeholder.MAX_NUMBER) {
        return Optional.empty();
      }
      lastNumbers.put(label, number);
      known = new Placeholder(label, number, value, forCaller);
      put(key, known);
    } else if (forCaller && !known.forCaller()) {
      known = new Placeholder(label, known.number(), value, true);
      put(key, known);
    }
    return Optional.of(known.text());
  }

  private void put(String key, Placeholder entry) {
    byKey.put(key, entry);
    keyByText.put(entry.text(), key);
  }

  /** Where a placeholder that begins with the {@code <} here ends, or -1. */
  static int end(Window window, int at) {
    int i = at + 1;
    while (i - at <= MAX_LABEL + 1 && Chars.isUpper(window.at(i))) {
      i++;
    }
    int label = i;
    if (window.at(i) != '_' || window.at(i + 1) == '0') {
      return -1;
    }
    i++;
    int digits = i;
    while (i - digits <= Placeholder.MAX_NUMBER_DIGITS && Chars.isDigit(window.at(i))) {
      i++;
    }
    boolean whole =
        i > digits && i - digits <= Placeholder.MAX_NUMBER_DIGITS && window.at(i) == '>';
    return whole && Placeholder.isLabel(window.text(at + 1, label)) ? i + 1 : -1;
  }

  /** What makes two values the same. */
  private static String key(String label, String value) {
    StringBuilder key = new StringBuilder(label).append(':');
    boolean bare = isBare(label);
    boolean exact = label.equals(Placeholder.LITERAL) || isCaseSensitive(label);
    for (int i = 0; i < value.length(); i++) {
      char c = exact ? value.charAt(i) : Chars.fold(value.charAt(i));
      if (!bare || Chars.isWord(c) || c == '+') {
        key.append(c);
      }
    }
    return exact ? key.toString() : key.toString().toLowerCase(Locale.ROOT);
  }

  /** Whether separators are no part of the value. */
  private static boolean isBare(String label) {
    return label.equals(PiiKind.PHONE.label())
        || label.equals(PiiKind.CREDIT_CARD.label())
        || label.equals(PiiKind.IBAN.label())
        || label.equals(PiiKind.US_SSN.label())
        || label.equals(PiiKind.DRIVER_LICENSE.label());
  }

  private static boolean isCaseSensitive(String label) {
    return label.equals(PiiKind.CRYPTO_ADDRESS.label())
        || label.equals(PiiKind.API_KEY.label())
        || label.equals(PiiKind.URL_CREDENTIALS.label());
  }
}
