package dev.parley.domain.conversation;

import dev.parley.domain.bot.BotId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A conversation, without its messages.
 *
 * @param owner subject of the principal who began it; nobody else in the tenant sees it
 * @param bot null: no bot answers, the model does
 * @param model null: the bot's model, or else the installation's default
 * @param documents if not empty, the only documents looked at
 * @param datasets datasets looked at besides the bot's
 * @param version grows with each change; for optimistic updates
 */
public record Conversation(
    ConversationId id,
    TenantId tenant,
    String owner,
    String title,
    ConversationMode mode,
    @Nullable BotId bot,
    @Nullable ModelId model,
    boolean pinned,
    boolean archived,
    List<DocumentId> documents,
    List<DatasetId> datasets,
    int messageCount,
    long version,
    Instant createdAt,
    Instant updatedAt) {
  /** The longest title, in UTF-16 characters. */
  public static final int MAX_TITLE_LENGTH = 200;

  public Conversation {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(mode);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    documents = List.copyOf(documents);
    datasets = List.copyOf(datasets);
    InvalidValue.requireLength("title", title, 1, MAX_TITLE_LENGTH);
  }

  /** A conversation that begins now, without messages. */
  public static Conversation begin(
      ConversationId id,
      TenantId tenant,
      String owner,
      String title,
      ConversationMode mode,
      @Nullable BotId bot,
      @Nullable ModelId model,
      List<DocumentId> documents,
      List<DatasetId> datasets,
      Instant now) {
    return new Conversation(
        id, tenant, owner, title, mode, bot, model, false, false, documents, datasets, 0, 0, now,
        now);
  }

  /** The same conversation in a later version. */
  public Conversation inVersion(long newVersion) {
    return new Conversation(
        id,
        tenant,
        owner,
        title,
        mode,
        bot,
        model,
        pinned,
        archived,
        documents,
        datasets,
        messageCount,
        newVersion,
        createdAt,
        updatedAt);
  }

  /** The same conversation under another title, pinned or archived or not. */
  public Conversation changed(String newTitle, boolean isPinned, boolean isArchived, Instant now) {
    return new Conversation(
        id,
        tenant,
        owner,
        newTitle,
        mode,
        bot,
        model,
        isPinned,
        isArchived,
        documents,
        datasets,
        messageCount,
        version,
        createdAt,
        now);
  }
}
