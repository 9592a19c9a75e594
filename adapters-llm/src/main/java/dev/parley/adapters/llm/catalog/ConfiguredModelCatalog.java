package dev.parley.adapters.llm.catalog;

import dev.parley.adapters.llm.offline.OfflineCompletionModel;
import dev.parley.adapters.llm.openai.OpenAiCompletionModel;
import dev.parley.adapters.llm.openai.OpenAiEndpoint;
import dev.parley.adapters.llm.openai.OpenAiGateway;
import dev.parley.adapters.llm.openai.ProviderClients;
import dev.parley.adapters.llm.openai.ProviderSettings;
import dev.parley.adapters.llm.openai.WholeAnswers;
import dev.parley.application.model.EmbeddingGateways;
import dev.parley.application.model.ModelCatalog;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The models of the configured providers, and the offline one last. A model is called by its
 * provider's own name, or by that name after {@code <provider>/}; where two providers have the same
 * name, the plain one is the first provider's.
 *
 * <p>Providers whose models are not named in their settings are asked in the background. Only the
 * first caller of all waits for them, {@value #LONGEST_WAIT_SECONDS} seconds at most; {@link
 * #refresh()} at start-up spares it that.
 */
public final class ConfiguredModelCatalog
    implements ModelCatalog, EmbeddingGateways, AutoCloseable {
  private static final int LONGEST_WAIT_SECONDS = 3;

  /** How often at most a name that nobody knows makes us ask again. */
  private static final Duration BETWEEN_MISSES = Duration.ofSeconds(10);

  private static final ModelId OFFLINE = OfflineCompletionModel.MODEL.id();

  private final List<ListedProvider> providers;
  private final @Nullable ModelId preferred;
  private final Set<ModelId> seeing;
  private final TokenCounter tokens;
  private final ExecutorService executor;
  private final Clock clock;
  private final RandomGenerator random;
  private final Served offline;
  private final AtomicReference<Instant> lastMiss = new AtomicReference<>(Instant.MIN);
  private volatile Snapshot snapshot;

  /**
   * @param providers in the order in which they are preferred; each name once
   * @param preferred the default model; null: the first provider's most sensible one. It counts as
   *     there even if no provider lists it
   * @param seeing models that take pictures, besides those that are known to, by a name that finds
   *     them; others there need not be
   * @param clients for requests that are answered whole, past the models
   * @param executor runs what is done in the background; one that makes virtual threads
   * @param random spreads pauses between attempts
   */
  public ConfiguredModelCatalog(
      List<ProviderSettings> providers,
      @Nullable ModelId preferred,
      Set<ModelId> seeing,
      TokenCounter tokens,
      ProviderClients clients,
      ExecutorService executor,
      Clock clock,
      RandomGenerator random) {
    this.preferred = preferred;
    this.seeing = Set.copyOf(seeing);
    this.tokens = Objects.requireNonNull(tokens);
    this.executor = Objects.requireNonNull(executor);
    this.clock = Objects.requireNonNull(clock);
    this.random = Objects.requireNonNull(random);
    requireDistinct(providers);
    if (providers.isEmpty() && preferred != null && !preferred.equals(OFFLINE)) {
      throw new IllegalArgumentException(
          "default model: '" + preferred + "' (expected: offline, as no provider is configured)");
    }
    KnownModels known = KnownModels.read();
    this.providers =
        providers.stream()
            .map(
                settings ->
                    new ListedProvider(
                        new OpenAiEndpoint(settings, executor),
                        new WholeAnswers(clients, settings.readTimeout()),
                        known))
            .toList();
    this.offline =
        new Served(OfflineCompletionModel.MODEL, new OfflineCompletionModel(tokens), true);
    this.snapshot = assemble();
  }

  private static void requireDistinct(List<ProviderSettings> providers) {
    Set<String> names = new HashSet<>(Set.of(OfflineCompletionModel.MODEL.provider()));
    for (ProviderSettings settings : providers) {
      if (!names.add(settings.name())) {
        throw new IllegalArgumentException(
            "provider: '" + settings.name() + "' twice (expected: each name once)");
      }
    }
  }

  /**
   * Everything as it was known at one moment.
   *
   * @param called under every name that finds it
   * @param embedders under every name that finds them
   */
  private record Snapshot(
      List<Model> models,
      Map<String, Served> called,
      Served preferred,
      Map<String, Embedder> embedders) {}

  @Override
  public List<Model> list() {
    return current().models();
  }

  @Override
  public Optional<Served> find(ModelId id) {
    Served found = current().called().get(id.value());
    if (found == null && mayAskForMissing()) {
      await(askAll(true));
      found = snapshot.called().get(id.value());
    }
    return Optional.ofNullable(found);
  }

  @Override
  public Optional<Served> known(ModelId id) {
    if (providers.stream().anyMatch(ListedProvider::isNew)) {
      return Optional.empty();
    }
    List<CompletableFuture<?>> unused = askAll(false);
    return Optional.ofNullable(snapshot.called().get(id.value()));
  }

  @Override
  public Served defaultModel() {
    return current().preferred();
  }

  /** How the configured providers were when they were last spoken to. Costs nothing. */
  public List<ProviderStatus> providers() {
    return providers.stream()
        .map(provider -> new ProviderStatus(provider.name(), provider.endpoint().state()))
        .toList();
  }

  /** Asks the providers for their models in the background, where their lists have grown old. */
  public void refresh() {
    askAll(false);
  }

  private Snapshot current() {
    boolean first = providers.stream().anyMatch(ListedProvider::isNew);
    List<CompletableFuture<?>> asked = askAll(false);
    if (first) {
      await(asked);
    }
    return snapshot;
  }

  private List<CompletableFuture<?>> askAll(boolean force) {
    Instant now = clock.instant();
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (ListedProvider provider : providers) {
      asked.add(provider.refresh(force, now, executor, this::reassemble));
    }
    return asked;
  }

  private void await(List<CompletableFuture<?>> asked) {
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
          .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // The caller makes do with what is known; the next refresh tries again.
    }
    Instant now = clock.instant();
    providers.forEach(provider -> provider.giveUpWaiting(now));
  }

  private boolean mayAskForMissing() {
    if (providers.stream().noneMatch(ListedProvider::isAsked)) {
      return false;
    }
    Instant now = clock.instant();
    Instant last = lastMiss.get();
    return !now.isBefore(last.plus(BETWEEN_MISSES)) && lastMiss.compareAndSet(last, now);
  }

  private synchronized void reassemble() {
    snapshot = assemble();
  }

  private Snapshot assemble() {
    List<Model> models = new ArrayList<>();
    Map<String, Served> called = new HashMap<>();
    // Plain names first: one of them may look like another provider's name with its prefix.
    Map<String, Served> prefixed = new HashMap<>();
    for (ListedProvider provider : providers) {
      for (String name : provider.names()) {
        String qualified = provider.name() + "/" + name;
        boolean taken = called.containsKey(name) || name.equals(OFFLINE.value());
        Served served = served(provider, new ModelId(taken ? qualified : name), name);
        if (taken) {
          prefixed.put(qualified, served);
        } else {
          called.put(name, served);
          prefixed.putIfAbsent(qualified, served);
        }
        models.add(served.model());
      }
    }
    prefixed.forEach(called::putIfAbsent);
    called.put(OFFLINE.value(), offline);
    if (preferred != null && !called.containsKey(preferred.value())) {
      Served assumed = assumed(preferred);
      called.put(preferred.value(), assumed);
      models.addFirst(assumed.model());
    }
    models.add(offline.model());
    return new Snapshot(List.copyOf(models), Map.copyOf(called), preferred(called), embedders());
  }

  private Map<String, Embedder> embedders() {
    Map<String, Embedder> embedders = new HashMap<>();
    for (ListedProvider provider : providers) {
      for (String name : provider.embedders()) {
        String qualified = provider.name() + "/" + name;
        boolean taken = embedders.containsKey(name);
        Embedder embedder = embedder(provider, new ModelId(taken ? qualified : name), name);
        embedders.putIfAbsent(name, embedder);
        embedders.put(qualified, embedder);
      }
    }
    return Map.copyOf(embedders);
  }

  private static Embedder embedder(ListedProvider provider, ModelId id, String name) {
    return new Embedder(
        id,
        provider.name(),
        provider.embedderPrice(name),
        new OpenAiGateway(provider.endpoint(), provider.wholeAnswers(), name));
  }

  private Served preferred(Map<String, Served> called) {
    if (preferred != null) {
      return Objects.requireNonNull(called.get(preferred.value()));
    }
    for (ListedProvider provider : providers) {
      if (!provider.names().isEmpty()) {
        String first = provider.names().getFirst();
        return Objects.requireNonNull(called.get(provider.name() + "/" + first));
      }
    }
    return offline;
  }

  /** The default model where no provider lists it: the operator knows better than the list. */
  private Served assumed(ModelId id) {
    for (ListedProvider provider : providers) {
      String prefix = provider.name() + "/";
      if (id.value().startsWith(prefix) && id.value().length() > prefix.length()) {
        return served(provider, id, id.value().substring(prefix.length()));
      }
    }
    return served(providers.getFirst(), id, id.value());
  }

  private Served served(ListedProvider provider, ModelId id, String name) {
    boolean takesPictures =
        seeing.contains(id) || seeing.contains(new ModelId(provider.name() + "/" + name));
    return new Served(
        provider.model(id, name, takesPictures),
        new OpenAiCompletionModel(
            provider.endpoint(), name, provider.takesTemperature(name), tokens, random),
        false,
        new OpenAiGateway(provider.endpoint(), provider.wholeAnswers(), name));
  }

  @Override
  public Optional<Embedder> embedder(ModelId id) {
    return Optional.ofNullable(current().embedders().get(id.value()));
  }

  /** Breaks off what is under way and closes all connections. */
  @Override
  public void close() {
    providers.forEach(ListedProvider::close);
  }
}
