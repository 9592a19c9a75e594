package dev.parley.application.bot;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** The bots of a tenant. */
public interface Bots {

  /**
   * Adds a bot, unless its slug is taken: then returns false. A preferred bot takes the preference
   * from the one that had it.
   */
  boolean add(Bot bot);

  Optional<Bot> find(TenantId tenant, BotId id);

  Optional<Bot> findBySlug(TenantId tenant, Slug slug);

  /** The bot that answers callers who name none. */
  Optional<Bot> preferred(TenantId tenant);

  /** Newest first. */
  Page<Bot> list(TenantId tenant, PageRequest page);

  /**
   * Stores everything but id, tenant and creation time, unless the slug is taken by another bot or
   * there is no such bot: then returns false.
   */
  boolean update(Bot bot);

  /** Removes a bot; its conversations stay. False if there is no such bot. */
  boolean remove(TenantId tenant, BotId id);
}
