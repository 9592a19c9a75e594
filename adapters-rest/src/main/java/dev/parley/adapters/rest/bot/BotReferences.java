package dev.parley.adapters.rest.bot;

import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.bot.Bots;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.tenant.Slug;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Finds the bots that callers name, by id or by slug. */
@Singleton
public final class BotReferences {
  private final Bots bots;

  BotReferences(Bots bots) {
    this.bots = bots;
  }

  /**
   * Returns the id of a bot of the caller's tenant.
   *
   * @throws ProblemException 404 if the tenant has none of that name
   */
  public BotId find(Caller caller, String idOrSlug) {
    Optional<Bot> found =
        uuid(idOrSlug)
            .map(id -> bots.find(caller.tenant(), new BotId(id)))
            .orElseGet(
                () ->
                    Slug.isValid(idOrSlug)
                        ? bots.findBySlug(caller.tenant(), new Slug(idOrSlug))
                        : Optional.empty());
    return Outcomes.found(found).id();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
