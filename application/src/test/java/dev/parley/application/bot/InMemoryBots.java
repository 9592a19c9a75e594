package dev.parley.application.bot;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Bots in memory. */
public final class InMemoryBots implements Bots {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Bot> bots;
  private final Table<Conversation> conversations;

  public InMemoryBots(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.bots = unitOfWork.table("bots");
    this.conversations = unitOfWork.table("conversations");
  }

  @Override
  public boolean add(Bot bot) {
    return unitOfWork.rowsOf(
        bot.tenant(),
        () -> {
          if (findBySlug(bot.tenant(), bot.slug()).isPresent()) {
            return false;
          }
          store(bot);
          return true;
        });
  }

  private void store(Bot bot) {
    if (bot.preferred()) {
      preferred(bot.tenant())
          .ifPresent(
              other -> bots.put(other.tenant(), other.id(), with(other, other.datasets(), false)));
    }
    bots.put(
        bot.tenant(),
        bot.id(),
        with(bot, bot.datasets().stream().distinct().toList(), bot.preferred()));
  }

  @Override
  public Optional<Bot> find(TenantId tenant, BotId id) {
    return unitOfWork.rowsOf(tenant, () -> bots.find(tenant, id));
  }

  @Override
  public Optional<Bot> findBySlug(TenantId tenant, Slug slug) {
    return unitOfWork.rowsOf(
        tenant, () -> bots.of(tenant).stream().filter(bot -> bot.slug().equals(slug)).findFirst());
  }

  @Override
  public Optional<Bot> preferred(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant, () -> bots.of(tenant).stream().filter(Bot::preferred).findFirst());
  }

  @Override
  public Page<Bot> list(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                bots.of(tenant),
                Comparator.comparing(Bot::createdAt)
                    .thenComparing(bot -> bot.id().value())
                    .reversed(),
                page));
  }

  @Override
  public boolean update(Bot bot) {
    return unitOfWork.rowsOf(
        bot.tenant(),
        () -> {
          boolean taken =
              findBySlug(bot.tenant(), bot.slug())
                  .filter(holder -> !holder.id().equals(bot.id()))
                  .isPresent();
          if (taken || find(bot.tenant(), bot.id()).isEmpty()) {
            return false;
          }
          store(bot);
          return true;
        });
  }

  @Override
  public boolean remove(TenantId tenant, BotId id) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          conversations.of(tenant).stream()
              .filter(conversation -> id.equals(conversation.bot()))
              .forEach(
                  conversation ->
                      conversations.put(tenant, conversation.id(), withoutBot(conversation)));
          return bots.remove(tenant, id);
        });
  }

  /** The same bot, with other datasets and another preference. */
  public static Bot with(Bot bot, List<DatasetId> datasets, boolean preferred) {
    return new Bot(
        bot.id(),
        bot.tenant(),
        bot.slug(),
        bot.name(),
        bot.systemPrompt(),
        bot.model(),
        bot.temperature(),
        datasets,
        bot.scopes(),
        bot.plugins(),
        bot.retrieval(),
        bot.greeting(),
        bot.dailyBudget(),
        preferred,
        bot.createdAt(),
        bot.updatedAt());
  }

  /** The same bot, keeping to one scope less. */
  public static Bot without(Bot bot, ScopeId scope) {
    return bot.keepingTo(bot.scopes().stream().filter(id -> !id.equals(scope)).toList());
  }

  private static Conversation withoutBot(Conversation conversation) {
    return new Conversation(
        conversation.id(),
        conversation.tenant(),
        conversation.owner(),
        conversation.title(),
        conversation.mode(),
        null,
        conversation.model(),
        conversation.pinned(),
        conversation.archived(),
        conversation.documents(),
        conversation.datasets(),
        conversation.messageCount(),
        conversation.version(),
        conversation.createdAt(),
        conversation.updatedAt());
  }
}
