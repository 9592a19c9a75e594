package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bot of a room's tenant: what a test says of it, and defaults. */
final class PlannedBot {
  private final ChatRoom room;
  private String instructions = "You help.";
  private @Nullable ModelId model;
  private List<DatasetId> datasets = List.of();
  private List<ScopeId> scopes = List.of();
  private List<String> plugins = List.of();
  private RetrievalSettings retrieval = RetrievalSettings.DEFAULT;
  private @Nullable Money budget;

  PlannedBot(ChatRoom room) {
    this.room = room;
  }

  PlannedBot told(String text) {
    instructions = text;
    return this;
  }

  PlannedBot asking(ModelId name) {
    model = name;
    return this;
  }

  PlannedBot reading(DatasetId... ids) {
    datasets = List.of(ids);
    return this;
  }

  PlannedBot keepingTo(Scope scope) {
    scopes = List.of(scope.id());
    return this;
  }

  PlannedBot calling(String... tools) {
    plugins = List.of(tools);
    return this;
  }

  PlannedBot finding(RetrievalSettings settings) {
    retrieval = settings;
    return this;
  }

  PlannedBot spending(@Nullable Money aDay) {
    budget = aDay;
    return this;
  }

  /** Stores it. */
  BotId stored() {
    Bot bot =
        new Bot(
            new BotId(Fixtures.id()),
            room.tenant.id(),
            Fixtures.slug("bot"),
            "Helper",
            instructions,
            model,
            null,
            datasets,
            scopes,
            plugins,
            retrieval,
            "",
            budget,
            false,
            NOW,
            NOW);
    room.stores.bots().add(bot);
    return bot.id();
  }

  /** Stores it, and a conversation with it. */
  Conversation conversation(ConversationMode mode) {
    Conversation conversation =
        Conversation.begin(
            new ConversationId(Fixtures.id()),
            room.tenant.id(),
            StoredTenant.OWNER,
            "Title",
            mode,
            stored(),
            null,
            List.of(),
            List.of(),
            NOW);
    room.stores.conversations().add(conversation);
    return conversation;
  }
}
