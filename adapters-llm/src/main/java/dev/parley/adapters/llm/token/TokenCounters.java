package dev.parley.adapters.llm.token;

import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Locale;

/**
 * Finds the counter for a model by its name: an exact one for OpenAI's families, whoever serves
 * them, and the estimator for all others. Safe for use by many threads.
 */
public final class TokenCounters {
  /** GPT-4o and later; the open-weight models' vocabulary differs in reserved tokens alone. */
  private static final List<String> O200K =
      List.of("gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "o1", "o3", "o4");

  private static final List<String> CL100K =
      List.of(
          "gpt-4",
          "gpt-3.5",
          "gpt-35",
          "text-embedding-3-small",
          "text-embedding-3-large",
          "text-embedding-ada-002");

  private final TokenCounter cl100k = BpeTokenCounter.cl100k();
  private final TokenCounter o200k = BpeTokenCounter.o200k();
  private final TokenCounter estimator = new EstimatingTokenCounter();

  public TokenCounters() {}

  /** The counter for a model; it reads its vocabulary when it first counts. */
  public TokenCounter forModel(ModelId model) {
    String name = model.value().toLowerCase(Locale.ROOT);
    String own = name.substring(name.lastIndexOf('/') + 1);
    if (isOneOf(O200K, own)) {
      return o200k;
    }
    return isOneOf(CL100K, own) ? cl100k : estimator;
  }

  /** Whether a name is a family's or that of one of its members. */
  private static boolean isOneOf(List<String> families, String name) {
    return families.stream()
        .anyMatch(
            family ->
                name.startsWith(family)
                    && (name.length() == family.length()
                        || "-:@".indexOf(name.charAt(family.length())) >= 0));
  }
}
