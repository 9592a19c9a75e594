package dev.parley.application.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.Narrowing;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Bots} does. */
public abstract class BotsContract {
  private Stores stores;
  private Bots bots;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    bots = stores.bots();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private static Bot withSlug(Bot bot, TenantId tenant, Slug slug, boolean preferred) {
    return new Bot(
        bot.id(),
        tenant,
        slug,
        bot.name(),
        bot.systemPrompt(),
        bot.model(),
        bot.temperature(),
        bot.datasets(),
        bot.scopes(),
        bot.plugins(),
        bot.retrieval(),
        bot.greeting(),
        bot.dailyBudget(),
        preferred,
        bot.createdAt(),
        bot.updatedAt());
  }

  private static Bot preferred(Bot bot) {
    return withSlug(bot, bot.tenant(), bot.slug(), true);
  }

  private static Bot fullyChanged(Bot bot, List<DatasetId> datasets, List<ScopeId> scopes) {
    return new Bot(
        bot.id(),
        bot.tenant(),
        Fixtures.slug("changed"),
        "Other name",
        "",
        new ModelId("gpt-4.1"),
        0.25,
        datasets,
        scopes,
        List.of("search_knowledge", "current_time"),
        new RetrievalSettings(
            11,
            0.125,
            SearchMode.KEYWORD,
            0.625,
            FusionMethod.WEIGHTED,
            0.375,
            true,
            new Narrowing(
                Set.of("public", "zu haben"),
                Set.of(new Language("de"), new Language("en")),
                new TimeSpan(bot.createdAt(), null))),
        "Grüß Gott",
        new Money(5_000_000_000L),
        true,
        bot.createdAt(),
        bot.updatedAt().plusSeconds(5));
  }

  @Test
  void findsWhatWasAdded() {
    Bot bot = Fixtures.bot(tenant.id());

    assertThat(bots.add(bot)).isTrue();

    assertThat(bots.find(tenant.id(), bot.id())).contains(bot);
    assertThat(bots.findBySlug(tenant.id(), bot.slug())).contains(bot);
  }

  @Test
  void keepsTheOrderOfDatasets() {
    List<DatasetId> datasets =
        List.of(tenant.withDataset().id(), tenant.withDataset().id(), tenant.withDataset().id());
    Bot bot = tenant.withBot(datasets.get(2), datasets.get(0), datasets.get(1));

    assertThat(bots.find(tenant.id(), bot.id()).orElseThrow().datasets())
        .containsExactly(datasets.get(2), datasets.get(0), datasets.get(1));
  }

  @Test
  void showsABotToItsTenantOnly() {
    Bot bot = preferred(Fixtures.bot(tenant.id()));
    bots.add(bot);

    assertThat(bots.find(otherTenant.id(), bot.id())).isEmpty();
    assertThat(bots.findBySlug(otherTenant.id(), bot.slug())).isEmpty();
    assertThat(bots.preferred(otherTenant.id())).isEmpty();
    assertThat(bots.list(otherTenant.id(), new PageRequest(1, 10)).total()).isZero();
  }

  @Test
  void refusesATakenSlugAndChangesNothing() {
    Bot first = preferred(Fixtures.bot(tenant.id()));
    bots.add(first);
    Bot second = withSlug(Fixtures.bot(tenant.id()), tenant.id(), first.slug(), true);

    assertThat(bots.add(second)).isFalse();

    assertThat(bots.find(tenant.id(), second.id())).isEmpty();
    assertThat(bots.preferred(tenant.id())).contains(first);
  }

  @Test
  void allowsTheSameSlugInAnotherTenant() {
    Bot bot = tenant.withBot();
    Bot other = withSlug(Fixtures.bot(otherTenant.id()), otherTenant.id(), bot.slug(), false);

    assertThat(bots.add(other)).isTrue();

    assertThat(bots.findBySlug(tenant.id(), bot.slug())).contains(bot);
    assertThat(bots.findBySlug(otherTenant.id(), bot.slug())).contains(other);
  }

  @Test
  void prefersNoneUnlessToldTo() {
    tenant.withBot();

    assertThat(bots.preferred(tenant.id())).isEmpty();
  }

  @Test
  void givesThePreferenceToTheBotThatCameLast() {
    Bot first = preferred(Fixtures.bot(tenant.id()));
    Bot second = preferred(Fixtures.bot(tenant.id()));
    Bot elsewhere = preferred(Fixtures.bot(otherTenant.id()));
    bots.add(elsewhere);
    bots.add(first);

    bots.add(second);

    assertThat(bots.preferred(tenant.id())).contains(second);
    assertThat(bots.find(tenant.id(), first.id()).orElseThrow().preferred()).isFalse();
    assertThat(bots.preferred(otherTenant.id())).contains(elsewhere);
  }

  @Test
  void givesThePreferenceToABotThatIsChanged() {
    Bot first = preferred(Fixtures.bot(tenant.id()));
    bots.add(first);
    Bot second = tenant.withBot();

    assertThat(bots.update(preferred(second))).isTrue();
    assertThat(bots.preferred(tenant.id())).contains(preferred(second));

    assertThat(bots.update(second)).isTrue();
    assertThat(bots.preferred(tenant.id())).isEmpty();
  }

  @Test
  void leavesOnePreferredWhenManyTryAtOnce() {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 8)
          .forEach(i -> executor.execute(() -> bots.add(preferred(Fixtures.bot(tenant.id())))));
    }

    List<Bot> all = bots.list(tenant.id(), new PageRequest(1, 10)).items();
    assertThat(all).hasSize(8);
    assertThat(all.stream().filter(Bot::preferred)).hasSize(1);
  }

  @Test
  void listsNewestFirst() {
    Bot older = tenant.withBot();
    Bot newer = tenant.withBot();
    Bot newest = tenant.withBot();

    assertThat(bots.list(tenant.id(), new PageRequest(1, 2)).items())
        .containsExactly(newest, newer);
    assertThat(bots.list(tenant.id(), new PageRequest(2, 2)).items()).containsExactly(older);
    assertThat(bots.list(tenant.id(), new PageRequest(2, 2)).total()).isEqualTo(3);
  }

  @Test
  void storesEveryChange() {
    Dataset dataset = tenant.withDataset();
    Dataset another = tenant.withDataset();
    Scope anotherScope = tenant.withScope();
    Scope scope = tenant.withScope();
    Bot bot = tenant.withBot(dataset.id());
    Bot changed =
        fullyChanged(
            bot, List.of(another.id(), dataset.id()), List.of(scope.id(), anotherScope.id()));

    assertThat(bots.update(changed)).isTrue();

    assertThat(bots.find(tenant.id(), bot.id())).contains(changed);
    assertThat(bots.findBySlug(tenant.id(), bot.slug())).isEmpty();
  }

  @Test
  void keepsItsOwnSlugOnChange() {
    Bot bot = tenant.withBot();

    assertThat(bots.update(bot)).isTrue();
  }

  @Test
  void refusesAChangeToATakenSlug() {
    Bot first = tenant.withBot();
    Bot second = tenant.withBot();

    assertThat(bots.update(withSlug(second, tenant.id(), first.slug(), true))).isFalse();

    assertThat(bots.find(tenant.id(), second.id())).contains(second);
    assertThat(bots.preferred(tenant.id())).isEmpty();
  }

  @Test
  void changesNoBotThatIsNotTheTenants() {
    Bot bot = tenant.withBot();

    assertThat(bots.update(Fixtures.bot(tenant.id()))).isFalse();
    assertThat(bots.update(withSlug(bot, otherTenant.id(), bot.slug(), true))).isFalse();

    assertThat(bots.find(tenant.id(), bot.id())).contains(bot);
    assertThat(bots.preferred(otherTenant.id())).isEmpty();
  }

  @Test
  void forgetsADatasetThatIsRemoved() {
    Dataset gone = tenant.withDataset();
    Dataset kept = tenant.withDataset();
    Bot bot = tenant.withBot(gone.id(), kept.id());

    stores.datasets().remove(tenant.id(), gone.id());

    assertThat(bots.find(tenant.id(), bot.id()).orElseThrow().datasets())
        .containsExactly(kept.id());
  }

  @Test
  void removesABotAndKeepsItsConversations() {
    Bot bot = tenant.withBot();
    Conversation conversation =
        Conversation.begin(
            new ConversationId(Fixtures.id()),
            tenant.id(),
            StoredTenant.OWNER,
            "Pressure",
            ConversationMode.OPEN,
            bot.id(),
            null,
            List.of(),
            List.of(),
            Fixtures.NOW);
    stores.conversations().add(conversation);

    assertThat(bots.remove(tenant.id(), bot.id())).isTrue();

    assertThat(bots.find(tenant.id(), bot.id())).isEmpty();
    Conversation left =
        stores
            .conversations()
            .find(tenant.id(), StoredTenant.OWNER, conversation.id())
            .orElseThrow();
    assertThat(left.bot()).isNull();
    assertThat(left.title()).isEqualTo("Pressure");
  }

  @Test
  void removesNoBotThatIsNotTheTenants() {
    Bot bot = tenant.withBot();

    assertThat(bots.remove(otherTenant.id(), bot.id())).isFalse();
    assertThat(bots.remove(tenant.id(), new BotId(Fixtures.id()))).isFalse();

    assertThat(bots.find(tenant.id(), bot.id())).contains(bot);
  }
}
