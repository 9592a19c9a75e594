package dev.parley.adapters.llm.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.adapters.llm.openai.OwnClients;
import dev.parley.adapters.llm.openai.ProviderSettings;
import dev.parley.adapters.llm.openai.ProviderState;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.model.ModelCatalogContract;
import dev.parley.application.model.Prompts;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConfiguredModelCatalogTest extends ModelCatalogContract {
  private final ScriptedProvider first = ScriptedProvider.start();
  private final ScriptedProvider second = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final MovableClock clock = new MovableClock();
  private final List<ConfiguredModelCatalog> catalogs = new ArrayList<>();

  private static final class MovableClock extends Clock {
    private volatile Instant now = Instant.parse("2026-03-01T08:00:00Z");

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return InstantSource.fixed(now).withZone(zone);
    }
  }

  @AfterEach
  void close() {
    catalogs.forEach(ConfiguredModelCatalog::close);
    first.close();
    second.close();
    executor.shutdownNow();
  }

  @Test
  void believesTheOperatorThatAModelTakesPictures() {
    ConfiguredModelCatalog catalog =
        catalog(null, openai("llava", "moondream", "gpt-4o-mini"), ollama("moondream", "phi"));

    assertThat(
            catalog.list().stream().filter(Model::takesPictures).map(model -> model.id().value()))
        .containsExactly("llava", "gpt-4o-mini", "ollama/moondream");
    assertThat(catalog.find(new ModelId("llava")).orElseThrow().model().capabilities())
        .containsExactlyInAnyOrder("chat", "streaming", "vision");
  }

  @Override
  protected ModelCatalog catalog() {
    return catalog(null, openai());
  }

  private ConfiguredModelCatalog catalog(
      @Nullable String preferred, ProviderSettings... providers) {
    ConfiguredModelCatalog catalog =
        new ConfiguredModelCatalog(
            List.of(providers),
            preferred == null ? null : new ModelId(preferred),
            Set.of(new ModelId("llava"), new ModelId("ollama/moondream")),
            new EstimatingTokenCounter(),
            OwnClients.INSTANCE,
            executor,
            clock,
            new Random(7));
    catalogs.add(catalog);
    return catalog;
  }

  private ProviderSettings openai(String... models) {
    return ProviderSettings.of("openai", first.baseUrl(), "sk-test", List.of(models));
  }

  private ProviderSettings groq(String... models) {
    return ProviderSettings.of("groq", second.baseUrl(), "gsk-test", List.of(models));
  }

  private ProviderSettings ollama(String... models) {
    return ProviderSettings.of("ollama", second.baseUrl(), null, List.of(models));
  }

  private static List<String> names(ModelCatalog catalog) {
    return catalog.list().stream().map(model -> model.id().value()).toList();
  }

  private static String nameOfDefault(ModelCatalog catalog) {
    return catalog.defaultModel().model().id().value();
  }

  private static Model model(ModelCatalog catalog, String name) {
    return catalog.find(new ModelId(name)).orElseThrow().model();
  }

  private static boolean has(ModelCatalog catalog, String name) {
    return catalog.find(new ModelId(name)).isPresent();
  }

  private int listings() {
    return first.requests("/v1/models").size();
  }

  @Test
  void hasOnlyTheOfflineModelWithoutProviders() {
    ConfiguredModelCatalog catalog = catalog(null);

    assertThat(names(catalog)).containsExactly("offline");
    assertThat(catalog.defaultModel().offline()).isTrue();
    assertThat(catalog.providers()).isEmpty();
  }

  @Test
  void asksAProviderForItsModelsAndListsThoseThatChat() {
    first.withModels(
        "text-embedding-3-small",
        "zephyr-chat",
        "whisper-1",
        "gpt-4o",
        "tts-1",
        "gpt-4o-mini",
        "dall-e-3",
        "gpt-4o-realtime-preview",
        "omni-moderation-latest",
        "gpt-3.5-turbo-instruct",
        "llama-3.1-8b-instruct");

    assertThat(names(catalog(null, openai())))
        .containsExactly(
            "gpt-4o-mini", "gpt-4o", "llama-3.1-8b-instruct", "zephyr-chat", "offline");
    assertThat(first.requests("/v1/models").getFirst().headers())
        .containsEntry("authorization", "Bearer sk-test");
  }

  @Test
  void takesTheModelsThatTheSettingsNameWithoutAsking() {
    ConfiguredModelCatalog catalog = catalog(null, openai("my-embedder", "b", "a"));

    assertThat(names(catalog)).containsExactly("my-embedder", "b", "a", "offline");
    assertThat(has(catalog, "c")).isFalse();
    assertThat(first.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404, 500})
  void listsTheWellKnownModelsWhereTheProviderDoesNotSay(int status) {
    first.listingModelsWith(status);

    assertThat(names(catalog(null, openai()))).startsWith("gpt-4o-mini").endsWith("offline");
  }

  @Test
  void knowsNothingUntilTheProviderHasBeenAsked() {
    first.withModels("zephyr-chat");
    ConfiguredModelCatalog catalog = catalog(null, openai());
    ModelId zephyr = new ModelId("zephyr-chat");

    assertThat(catalog.known(zephyr)).isEmpty();
    assertThat(listings()).isZero();

    assertThat(catalog.find(zephyr)).isPresent();
    assertThat(catalog.known(zephyr)).isEqualTo(catalog.find(zephyr));
    assertThat(catalog.known(new ModelId("new-one"))).isEmpty();
    assertThat(listings()).isOne();
  }

  @Test
  void keepsWhatItKnewWhenTheProviderIsGone() {
    first.withModels("zephyr-chat");
    ConfiguredModelCatalog catalog = catalog(null, openai());
    assertThat(names(catalog)).contains("zephyr-chat");
    first.listingModelsWith(500);

    clock.advance(Duration.ofMinutes(6));
    catalog.list();
    awaitListings(2);

    assertThat(names(catalog)).containsExactly("zephyr-chat", "offline");
  }

  private void awaitListings(int count) {
    while (listings() < count) {
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void asksAgainInTheBackgroundOnceItsListIsOld() {
    first.withModels("zephyr-chat");
    ConfiguredModelCatalog catalog = catalog(null, openai());
    catalog.list();

    clock.advance(Duration.ofMinutes(4));
    catalog.list();
    assertThat(listings()).isEqualTo(1);

    first.withModels("zephyr-chat", "yak-chat");
    clock.advance(Duration.ofMinutes(2));
    catalog.list();
    while (!names(catalog).contains("yak-chat")) {
      sleep();
    }
    assertThat(listings()).isEqualTo(2);
  }

  @Test
  void waitsThreeSecondsForASilentProviderAndOnlyOnce() {
    first.listingModelsAfter(Duration.ofMinutes(5));
    ConfiguredModelCatalog catalog = catalog(null, openai());
    long before = System.nanoTime();

    catalog.list();
    Duration firstCall = Duration.ofNanos(System.nanoTime() - before);
    before = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      catalog.list();
    }
    Duration laterCalls = Duration.ofNanos(System.nanoTime() - before);

    assertThat(firstCall).isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(20));
    assertThat(laterCalls).isLessThan(Duration.ofMillis(2_900));
    assertThat(names(catalog)).contains("gpt-4o-mini");
  }

  @Test
  void asksOnceMoreForANameThatItDoesNotKnow() {
    first.withModels("zephyr-chat");
    ConfiguredModelCatalog catalog = catalog(null, openai());
    catalog.list();
    first.withModels("zephyr-chat", "yak-chat");

    assertThat(has(catalog, "yak-chat")).isTrue();
    assertThat(listings()).isEqualTo(2);
  }

  @Test
  void cannotBeMadeToAskAllTheTime() {
    ConfiguredModelCatalog catalog = catalog(null, openai());
    catalog.list();

    for (int i = 0; i < 50; i++) {
      assertThat(has(catalog, "no-such-model-" + i)).isFalse();
    }
    assertThat(listings()).isEqualTo(2);

    clock.advance(Duration.ofSeconds(11));
    assertThat(has(catalog, "no-such-model")).isFalse();
    assertThat(listings()).isEqualTo(3);
  }

  @Test
  void findsAModelByItsProvidersNameToo() {
    ConfiguredModelCatalog catalog = catalog(null, openai("gpt-4o"), groq("llama"));

    assertThat(model(catalog, "groq/llama").id()).isEqualTo(new ModelId("llama"));
    assertThat(has(catalog, "openai/llama")).isFalse();
  }

  @Test
  void givesAPlainNameToTheFirstProviderThatHasIt() {
    ConfiguredModelCatalog catalog = catalog(null, openai("same", "a"), groq("same", "b"));

    assertThat(names(catalog)).containsExactly("same", "a", "groq/same", "b", "offline");
    assertThat(model(catalog, "same").provider()).isEqualTo("openai");
    assertThat(model(catalog, "groq/same").provider()).isEqualTo("groq");
  }

  @Test
  void takesAPlainNameWithASlashForWhatItIs() {
    ConfiguredModelCatalog catalog =
        catalog(null, openai("gpt-oss-20b"), groq("openai/gpt-oss-20b"));

    assertThat(model(catalog, "openai/gpt-oss-20b").provider()).isEqualTo("groq");
    assertThat(model(catalog, "gpt-oss-20b").provider()).isEqualTo("openai");
  }

  @Test
  void sendsTheProvidersOwnNameWhateverTheModelIsCalled() {
    ConfiguredModelCatalog catalog = catalog(null, openai("same"), groq("same"));
    ModelCatalog.Served served = catalog.find(new ModelId("groq/same")).orElseThrow();

    served.completions().complete(Prompts.asking("Hello?"), piece -> {});

    assertThat(second.requests("/v1/chat/completions").getFirst().json().path("model").asText())
        .isEqualTo("same");
    assertThat(first.requests()).isEmpty();
  }

  @Test
  void doesNotLetAProviderPassForTheOfflineModel() {
    ConfiguredModelCatalog catalog = catalog(null, openai("offline"));

    assertThat(catalog.find(new ModelId("offline")).orElseThrow().offline()).isTrue();
    assertThat(names(catalog)).containsExactly("openai/offline", "offline");
  }

  @Test
  void prefersTheFirstProvidersMostSensibleModel() {
    first.withModels("aaa-chat", "gpt-4o", "gpt-4o-mini");
    second.withModels("llama-3.3-70b-versatile");

    assertThat(nameOfDefault(catalog(null, openai(), groq()))).isEqualTo("gpt-4o-mini");
    assertThat(nameOfDefault(catalog(null, groq(), openai()))).isEqualTo("llama-3.3-70b-versatile");
    assertThat(nameOfDefault(catalog(null, openai("b", "a")))).isEqualTo("b");
  }

  @Test
  void passesOverAProviderThatHasNoModels() {
    second.listingModelsWith(500);

    assertThat(nameOfDefault(catalog(null, ollama(), openai("gpt-4o")))).isEqualTo("gpt-4o");
    assertThat(nameOfDefault(catalog(null, ollama()))).isEqualTo("offline");
  }

  @ParameterizedTest
  @CsvSource({"gpt-4o, openai", "openai/gpt-4o, openai", "llama, groq", "groq/llama, groq"})
  void takesTheDefaultThatIsConfigured(String name, String provider) {
    ConfiguredModelCatalog catalog = catalog(name, openai("gpt-4o-mini", "gpt-4o"), groq("llama"));

    assertThat(catalog.defaultModel().model().provider()).isEqualTo(provider);
    assertThat(name).endsWith(nameOfDefault(catalog));
  }

  @Test
  void canPreferTheOfflineModel() {
    assertThat(catalog("offline", openai("gpt-4o")).defaultModel().offline()).isTrue();
    assertThat(catalog("offline").defaultModel().offline()).isTrue();
  }

  @Test
  void believesInAConfiguredDefaultThatNoProviderLists() {
    ConfiguredModelCatalog plain = catalog("my-finetune", openai("gpt-4o"), groq("llama"));
    ConfiguredModelCatalog prefixed = catalog("groq/my-finetune", openai("gpt-4o"), groq("llama"));

    assertThat(plain.defaultModel().model().provider()).isEqualTo("openai");
    assertThat(prefixed.defaultModel().model().provider()).isEqualTo("groq");
    assertThat(names(plain)).contains("my-finetune");
    assertThat(has(plain, "my-finetune")).isTrue();
  }

  @Test
  void refusesADefaultThatNobodyCouldServe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog("gpt-4o"))
        .withMessage("default model: 'gpt-4o' (expected: offline, as no provider is configured)");
  }

  @Test
  void refusesTwoProvidersOfOneName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog(null, openai(), openai()))
        .withMessageContaining("'openai' twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> catalog(null, ProviderSettings.of("offline", first.baseUrl(), null, List.of())))
        .withMessageContaining("'offline' twice");
  }

  @Test
  void knowsWindowPriceAndCapabilitiesOfWellKnownModels() {
    Model model = model(catalog(null, openai("gpt-4o-mini")), "gpt-4o-mini");

    assertThat(model.contextWindow()).isEqualTo(128_000);
    assertThat(model.maxOutputTokens()).isEqualTo(4_096);
    assertThat(model.price())
        .isEqualTo(new TokenPrice(new Money(150_000), new Money(75_000), new Money(600_000)));
    assertThat(model.capabilities()).contains("chat", "streaming", "tools");
  }

  @Test
  void knowsAModelByItsNameOfADay() {
    ConfiguredModelCatalog catalog =
        catalog(null, openai("gpt-4o-mini-2024-07-18", "gpt-4o-2024-05-13"));

    assertThat(model(catalog, "gpt-4o-mini-2024-07-18").price())
        .isEqualTo(new TokenPrice(new Money(150_000), new Money(75_000), new Money(600_000)));
    assertThat(model(catalog, "gpt-4o-2024-05-13").price())
        .isEqualTo(new TokenPrice(new Money(5_000_000), new Money(15_000_000)));
  }

  @Test
  void leavesRoomToThinkToModelsThatDo() {
    assertThat(model(catalog(null, openai("o4-mini")), "o4-mini").maxOutputTokens())
        .isEqualTo(16_384);
  }

  @Test
  void assumesLittleOfModelsItDoesNotKnowAndNoPrice() {
    Model model = model(catalog(null, openai("my-finetune")), "my-finetune");
    Model local = model(catalog(null, ollama("llama3.2:3b")), "llama3.2:3b");

    assertThat(model.contextWindow()).isEqualTo(32_768);
    assertThat(model.maxOutputTokens()).isEqualTo(4_096);
    assertThat(model.price()).isNull();
    assertThat(model.capabilities()).containsExactlyInAnyOrder("chat", "streaming");
    assertThat(local.contextWindow()).isEqualTo(4_096);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, o3-mini, false",
    "openai, o9-preview, false",
    "openai, gpt-5-mini-2025-08-07, false",
    "openai, gpt-4o, true",
    "groq, openai/gpt-oss-20b, true"
  })
  void sendsATemperatureToModelsThatTakeOne(String provider, String name, boolean sent) {
    ConfiguredModelCatalog catalog =
        catalog(null, ProviderSettings.of(provider, first.baseUrl(), "key", List.of(name)));
    Request request = Prompts.asking("Hello?");

    catalog
        .defaultModel()
        .completions()
        .complete(new Request(request.model(), request.prompt(), 0.5), piece -> {});

    assertThat(first.requests("/v1/chat/completions").getFirst().json().has("temperature"))
        .isEqualTo(sent);
  }

  @Test
  void saysHowItsProvidersWereWithoutAskingThem() {
    second.listingModelsWith(500);
    ConfiguredModelCatalog catalog = catalog(null, openai(), ollama());

    assertThat(catalog.providers())
        .containsExactly(
            new ProviderStatus("openai", ProviderState.UNKNOWN),
            new ProviderStatus("ollama", ProviderState.UNKNOWN));
    assertThat(first.requests()).isEmpty();

    catalog.list();

    assertThat(catalog.providers())
        .containsExactly(
            new ProviderStatus("openai", ProviderState.UP),
            new ProviderStatus("ollama", ProviderState.DOWN));
  }

  @Test
  void sparesTheFirstCallerTheWaitOnceItHasBeenRefreshed() throws InterruptedException {
    first.withModels("zephyr-chat");
    ConfiguredModelCatalog catalog = catalog(null, openai());

    catalog.refresh();
    while (catalog.providers().getFirst().state() == ProviderState.UNKNOWN) {
      Thread.sleep(10);
    }
    catalog.list();

    assertThat(listings()).isEqualTo(1);
  }
}
