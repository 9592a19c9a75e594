package dev.parley.application.bot;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.bot.KeepBots.Settings;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.model.InMemoryModelCatalog;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tool.PlannedTool;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeepBotsTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final KeepBots keepBots =
      new KeepBots(
          stores.bots(),
          stores.datasets(),
          stores.scopes(),
          new InMemoryModelCatalog(),
          new Toolbox(List.of(new PlannedTool("clock"))),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          Clock.fixed(LATER, ZoneOffset.UTC));

  private static Settings settings(String slug) {
    return settings(slug, null, false);
  }

  private static Settings settings(
      String slug, @Nullable ModelId model, boolean preferred, DatasetId... datasets) {
    return new Settings(
        new Slug(slug),
        " Helper ",
        "Be brief.",
        model,
        0.5,
        List.of(datasets),
        List.of(),
        List.of(),
        RetrievalSettings.DEFAULT,
        "Hello",
        null,
        preferred);
  }

  private static Settings renamed(Settings settings, String slug, String name) {
    return new Settings(
        new Slug(slug),
        name,
        settings.systemPrompt(),
        settings.model(),
        settings.temperature(),
        settings.datasets(),
        settings.scopes(),
        settings.plugins(),
        settings.retrieval(),
        settings.greeting(),
        settings.dailyBudget(),
        settings.preferred());
  }

  private long bots() {
    return stores.bots().list(tenant.id(), new PageRequest(1, 10)).total();
  }

  @Test
  void storesABotWithAllItsSettings() {
    Dataset dataset = tenant.withDataset();

    Bot bot =
        Outcomes.done(
            keepBots.create(
                tenant.admin(), settings("helper", Fixtures.MODEL, true, dataset.id())));

    assertThat(bot.tenant()).isEqualTo(tenant.id());
    assertThat(bot.name()).isEqualTo("Helper");
    assertThat(bot.systemPrompt()).isEqualTo("Be brief.");
    assertThat(bot.model()).isEqualTo(Fixtures.MODEL);
    assertThat(bot.temperature()).isEqualTo(0.5);
    assertThat(bot.datasets()).containsExactly(dataset.id());
    assertThat(bot.greeting()).isEqualTo("Hello");
    assertThat(bot.createdAt()).isEqualTo(LATER);
    assertThat(stores.bots().find(tenant.id(), bot.id())).contains(bot);
    assertThat(stores.bots().preferred(tenant.id())).contains(bot);
  }

  @Test
  void answersAlikeForForeignAndUnknownDatasets() {
    DatasetId foreign = other.withDataset().id();
    DatasetId unknown = new DatasetId(Fixtures.id());

    for (DatasetId id : List.of(foreign, unknown)) {
      assertThat(
              Outcomes.refusal(
                  keepBots.create(tenant.admin(), settings("helper", null, false, id))))
          .isEqualTo(new Refusal.NotFound("dataset"));
    }

    assertThat(bots()).isZero();
  }

  @Test
  void answersAlikeForForeignAndUnknownScopes() {
    ScopeId own = tenant.withScope().id();
    ScopeId foreign = other.withScope().id();
    Bot bot = tenant.withBot();

    for (ScopeId id : List.of(foreign, new ScopeId(Fixtures.id()))) {
      assertThat(
              Outcomes.refusal(
                  keepBots.change(
                      tenant.admin(), bot.id(), present -> keepingTo(present, List.of(own, id)))))
          .isEqualTo(new Refusal.NotFound("scope"));
    }

    Bot changed =
        Outcomes.done(
            keepBots.change(tenant.admin(), bot.id(), present -> keepingTo(present, List.of(own))));
    assertThat(changed.scopes()).containsExactly(own);
    assertThat(stores.bots().find(tenant.id(), bot.id())).contains(changed);
  }

  private static Settings keepingTo(Settings settings, List<ScopeId> scopes) {
    return new Settings(
        settings.slug(),
        settings.name(),
        settings.systemPrompt(),
        settings.model(),
        settings.temperature(),
        settings.datasets(),
        scopes,
        settings.plugins(),
        settings.retrieval(),
        settings.greeting(),
        settings.dailyBudget(),
        settings.preferred());
  }

  @Test
  void refusesAModelThatThereIsNot() {
    Settings settings = settings("helper", new ModelId("gpt-99"), false);

    assertThat(Outcomes.code(keepBots.create(tenant.admin(), settings)))
        .isEqualTo("model_not_found");

    assertThat(bots()).isZero();
  }

  @Test
  void givesABotToolsThatThereAre() {
    Bot made = Outcomes.done(keepBots.create(tenant.admin(), given(settings("helper"), "clock")));

    assertThat(stores.bots().find(tenant.id(), made.id()).orElseThrow().plugins())
        .containsExactly("clock");
    assertThat(
            Outcomes.refusal(
                keepBots.change(
                    tenant.admin(), made.id(), present -> given(present, "clock", "sundial"))))
        .isEqualTo(
            new Refusal.Invalid(
                "plugin_not_found", "plugins", "plugins: 'sundial' (expected: a known tool)"));
    assertThat(stores.bots().find(tenant.id(), made.id())).contains(made);
  }

  private static Settings given(Settings settings, String... plugins) {
    return new Settings(
        settings.slug(),
        settings.name(),
        settings.systemPrompt(),
        settings.model(),
        settings.temperature(),
        settings.datasets(),
        settings.scopes(),
        List.of(plugins),
        settings.retrieval(),
        settings.greeting(),
        settings.dailyBudget(),
        settings.preferred());
  }

  @Test
  void refusesASlugThatIsTakenInTheTenant() {
    Bot first = Outcomes.done(keepBots.create(tenant.admin(), settings("helper")));

    assertThat(Outcomes.code(keepBots.create(tenant.admin(), settings("helper", null, true))))
        .isEqualTo("slug_taken");

    assertThat(stores.bots().list(tenant.id(), new PageRequest(1, 10)).items())
        .containsExactly(first);
    assertThat(stores.bots().preferred(tenant.id())).isEmpty();
    Outcomes.done(keepBots.create(other.admin(), settings("helper")));
  }

  @Test
  void movesThePreferenceToTheNewestPreferredBot() {
    Bot first = Outcomes.done(keepBots.create(tenant.admin(), settings("first", null, true)));
    Bot foreign = Outcomes.done(keepBots.create(other.admin(), settings("first", null, true)));

    Bot second = Outcomes.done(keepBots.create(tenant.admin(), settings("second", null, true)));

    assertThat(stores.bots().preferred(tenant.id())).contains(second);
    assertThat(stores.bots().find(tenant.id(), first.id()).orElseThrow().preferred()).isFalse();
    assertThat(stores.bots().preferred(other.id())).contains(foreign);
  }

  @Test
  void changesABotFromWhatItIsNow() {
    Bot bot = tenant.withBot();

    Bot changed =
        Outcomes.done(
            keepBots.change(
                tenant.admin(), bot.id(), present -> renamed(present, "other", " Other ")));

    assertThat(changed.slug()).isEqualTo(new Slug("other"));
    assertThat(changed.name()).isEqualTo("Other");
    assertThat(changed.systemPrompt()).isEqualTo(bot.systemPrompt());
    assertThat(changed.createdAt()).isEqualTo(NOW);
    assertThat(changed.updatedAt()).isEqualTo(LATER);
    assertThat(stores.bots().find(tenant.id(), bot.id())).contains(changed);
  }

  @Test
  void movesThePreferenceWithAChange() {
    Bot first = Outcomes.done(keepBots.create(tenant.admin(), settings("first", null, true)));
    Bot second = Outcomes.done(keepBots.create(tenant.admin(), settings("second")));

    Bot changed =
        Outcomes.done(
            keepBots.change(
                tenant.admin(), second.id(), present -> settings("second", null, true)));

    assertThat(stores.bots().preferred(tenant.id())).contains(changed);
    assertThat(stores.bots().find(tenant.id(), first.id()).orElseThrow().preferred()).isFalse();
  }

  @Test
  void refusesAChangeToAForeignDatasetAnUnknownModelOrATakenSlug() {
    Bot bot = tenant.withBot();
    Bot neighbour = tenant.withBot();
    DatasetId foreign = other.withDataset().id();

    assertThat(
            Outcomes.refusal(
                keepBots.change(
                    tenant.admin(), bot.id(), present -> settings("helper", null, false, foreign))))
        .isEqualTo(new Refusal.NotFound("dataset"));
    assertThat(
            Outcomes.code(
                keepBots.change(
                    tenant.admin(),
                    bot.id(),
                    present -> settings("helper", new ModelId("gpt-99"), false))))
        .isEqualTo("model_not_found");
    assertThat(
            Outcomes.code(
                keepBots.change(
                    tenant.admin(),
                    bot.id(),
                    present -> renamed(present, neighbour.slug().value(), "Other"))))
        .isEqualTo("slug_taken");

    assertThat(stores.bots().find(tenant.id(), bot.id())).contains(bot);
  }

  @Test
  void answersAlikeForForeignAndUnknownBots() {
    Bot foreign = other.withBot();

    for (BotId id : List.of(foreign.id(), new BotId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(keepBots.change(tenant.admin(), id, present -> settings("x"))))
          .isEqualTo(new Refusal.NotFound("bot"));
    }

    assertThat(stores.bots().find(other.id(), foreign.id())).contains(foreign);
  }

  @Test
  void refusesSettingsThatCannotBe() {
    Bot bot = tenant.withBot();

    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () -> keepBots.create(tenant.admin(), renamed(settings("helper"), "helper", " ")));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () ->
                keepBots.change(
                    tenant.admin(), bot.id(), present -> renamed(present, "helper", "")));

    assertThat(stores.bots().list(tenant.id(), new PageRequest(1, 10)).items())
        .containsExactly(bot);
  }
}
