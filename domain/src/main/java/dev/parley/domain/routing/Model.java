package dev.parley.domain.routing;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers, and what is known of it.
 *
 * @param provider who serves it, such as {@code openai} or {@code offline}
 * @param contextWindow prompt and completion together, in the model's tokens
 * @param maxOutputTokens the longest completion asked for, in the model's tokens
 * @param price null: not known
 * @param capabilities in the words of the HTTP contract, such as {@code chat} or {@code streaming}
 */
public record Model(
    ModelId id,
    String provider,
    int contextWindow,
    int maxOutputTokens,
    @Nullable TokenPrice price,
    Set<String> capabilities) {
  /** The capability of asking for tools to be called. */
  public static final String TOOLS = "tools";

  /** The capability of taking pictures. */
  public static final String VISION = "vision";

  public Model {
    Objects.requireNonNull(id);
    Objects.requireNonNull(provider);
    capabilities = Set.copyOf(capabilities);
    if (maxOutputTokens < 1 || contextWindow <= maxOutputTokens) {
      throw new IllegalArgumentException(
          "model "
              + id
              + ": output of "
              + maxOutputTokens
              + " tokens in a window of "
              + contextWindow
              + " (expected: 1 or more, and less than the window)");
    }
  }

  /** Whether it takes pictures. */
  public boolean takesPictures() {
    return capabilities.contains(VISION);
  }

  /** What is left for the prompt, in tokens. */
  public int promptBudget() {
    return contextWindow - maxOutputTokens;
  }
}
