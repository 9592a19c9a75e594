package dev.parley.domain.scope;

import java.util.List;
import java.util.Optional;

/** Whether an answer may be given where nothing was found that it could rest on. */
public final class Grounding {
  private Grounding() {}

  /**
   * What to say instead of an answer; empty if one may be given.
   *
   * @param scopes of the bot; one that wants passages binds the bot
   * @param passages how many were found for the question
   */
  public static Optional<String> refusal(List<Scope> scopes, int passages) {
    if (passages > 0) {
      return Optional.empty();
    }
    return scopes.stream()
        .filter(Scope::groundedOnly)
        .findFirst()
        .map(
            scope ->
                "I answer from the documents of "
                    + scope.name().strip()
                    + " only, and found nothing in them about this.");
  }
}
