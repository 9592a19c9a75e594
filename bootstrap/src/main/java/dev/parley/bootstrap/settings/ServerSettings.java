package dev.parley.bootstrap.settings;

import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.conversation.RephraseFollowUp;
import dev.parley.application.knowledge.AdmitDocument;
import dev.parley.application.routing.RoutingTable;
import dev.parley.domain.guardrail.output.LinkPolicy;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.validation.InvalidValue;
import dev.parley.domain.web.FetchPolicy;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a server is started with.
 *
 * @param database empty: an embedded one under {@code home}
 * @param redis where the events of answers are shared by all nodes; empty: kept under {@code home}
 * @param demo whether there is a demo tenant
 * @param demoKey empty: made once and kept under {@code home}
 * @param adminKey a platform administrator's key; empty: made at the first start, shown once
 * @param providers what serves models, besides the offline one
 * @param seeingModels models that take images, besides those that are known to
 * @param uploadLimitBytes the largest file accepted
 * @param files that one caller may have for attaching to messages
 * @param ingestionThreads documents processed at once
 * @param drain how long runs may go on when the server stops
 * @param requestsPerMinute of one caller
 * @param tokensPerMinute model tokens of one caller
 * @param routing the ways to models: routes, fallbacks, hedging
 * @param modelConcurrency calls of models under way at once
 * @param promptTokens the largest prompt, whatever the model's window
 * @param truncation what becomes of a conversation that outgrows its prompt
 * @param linkHosts where answers of bots may link to
 * @param vectorStore where passages are found
 * @param urlFetch whether documents are fetched from the web
 * @param urlFetchAllow what may be connected to besides the public web
 * @param embedding what embeds documents and questions
 * @param reranking what reranks passages where that is wanted; empty: nothing
 * @param followUps who puts questions that lean on a conversation so that they can be looked for
 * @param role what this node is there for
 * @param jobLease how long after a node's last sign of life others have taken over its jobs
 * @param ingestionBounds how many documents may wait
 */
public record ServerSettings(
    String host,
    int port,
    Path home,
    Optional<DatabaseSettings> database,
    Optional<RedisSettings> redis,
    boolean demo,
    Optional<ApiKeySecret> demoKey,
    Optional<ApiKeySecret> adminKey,
    Optional<ModelId> defaultModel,
    List<ModelProvider> providers,
    Set<ModelId> seeingModels,
    List<String> allowedOrigins,
    long uploadLimitBytes,
    Allowance files,
    int ingestionThreads,
    Duration drain,
    int requestsPerMinute,
    int tokensPerMinute,
    RoutingTable routing,
    int modelConcurrency,
    int promptTokens,
    Truncation truncation,
    List<String> linkHosts,
    VectorStore vectorStore,
    boolean urlFetch,
    List<String> urlFetchAllow,
    EmbeddingChoice embedding,
    Optional<RerankSettings> reranking,
    RephraseFollowUp.By followUps,
    NodeRole role,
    Duration jobLease,
    AdmitDocument.Bounds ingestionBounds) {

  private static final long MEGABYTE = 1024 * 1024;

  /** Settings that operators know from the design and that nothing reads so far. */
  private static final Set<String> NOT_YET =
      Set.of("KAFKA_BOOTSTRAP_SERVERS", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "JWT_SECRET");

  public ServerSettings {
    providers = List.copyOf(providers);
    seeingModels = Set.copyOf(seeingModels);
    allowedOrigins = List.copyOf(allowedOrigins);
    linkHosts = List.copyOf(linkHosts);
    urlFetchAllow = List.copyOf(urlFetchAllow);
  }

  /**
   * Something that serves models in the manner of OpenAI's API.
   *
   * @param apiKey empty: none is sent
   * @param models empty: the provider is asked
   */
  public record ModelProvider(
      String name, URI baseUrl, Optional<String> apiKey, List<String> models) {
    public ModelProvider {
      models = List.copyOf(models);
    }

    @Override
    public String toString() {
      return name + " at " + baseUrl;
    }
  }

  /** Reads the environment; throws {@link InvalidSetting} for the first value that cannot be. */
  public static ServerSettings parse(Map<String, String> environment) {
    boolean embedded = !Setting.DATABASE_URL.isSet(environment);
    requireOneOf(environment, Setting.LOG_FORMAT, "text", "json");
    requireOneOf(environment, Setting.LOG_LEVEL, "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");
    return new ServerSettings(
        Setting.PARLEY_HOST.in(environment).orElseThrow(),
        number(environment, Setting.PARLEY_PORT, 0, 65_535),
        home(environment),
        Setting.DATABASE_URL.in(environment).map(DatabaseSettings::parse),
        Setting.REDIS_URL.in(environment).map(RedisSettings::parse),
        flag(environment, Setting.PARLEY_DEMO, embedded),
        key(environment, Setting.PARLEY_DEMO_API_KEY),
        key(environment, Setting.PARLEY_ADMIN_KEY),
        Setting.MODEL_DEFAULT.in(environment).map(ModelId::new),
        Providers.in(environment),
        models(environment, Setting.MODEL_VISION),
        origins(environment),
        number(environment, Setting.PARLEY_UPLOAD_LIMIT_MB, 1, 1_024) * MEGABYTE,
        new Allowance(
            number(environment, Setting.PARLEY_FILES_LIMIT, 0, 1_000_000),
            number(environment, Setting.PARLEY_FILES_LIMIT_MB, 0, 10_000_000) * MEGABYTE),
        number(environment, Setting.PARLEY_INGESTION_THREADS, 1, 64),
        Duration.ofSeconds(number(environment, Setting.PARLEY_DRAIN_SECONDS, 0, 3_600)),
        number(environment, Setting.RATE_LIMIT_RPM, 1, 1_000_000),
        number(environment, Setting.RATE_LIMIT_TPM, 1, 100_000_000),
        Routes.in(environment),
        number(environment, Setting.PARLEY_MODEL_CONCURRENCY, 1, 100_000),
        number(environment, Setting.PARLEY_PROMPT_TOKENS, 1_000, 10_000_000),
        truncation(environment),
        linkHosts(environment),
        vectorStore(environment),
        urlFetch(environment),
        urlFetchAllow(environment),
        EmbeddingChoice.in(environment),
        RerankSettings.in(environment),
        followUps(environment),
        role(environment),
        Duration.ofSeconds(number(environment, Setting.PARLEY_JOB_LEASE_SECONDS, 2, 3_600)),
        new AdmitDocument.Bounds(
            number(environment, Setting.PARLEY_INGESTION_QUEUE_PER_TENANT, 1, 10_000_000),
            number(environment, Setting.PARLEY_INGESTION_QUEUE, 1, 10_000_000)));
  }

  /** What a node is there for. */
  public enum NodeRole {
    /** It serves requests and works on documents. */
    ALL,
    /** It serves requests; others work on the documents that it takes in. */
    API,
    /** It works on documents and serves nothing but its health. */
    WORKER
  }

  private static NodeRole role(Map<String, String> environment) {
    requireOneOf(environment, Setting.PARLEY_ROLE, "all", "api", "worker");
    NodeRole role =
        NodeRole.valueOf(
            Setting.PARLEY_ROLE.in(environment).orElseThrow().toUpperCase(Locale.ROOT));
    if (role != NodeRole.ALL && !Setting.DATABASE_URL.isSet(environment)) {
      throw new InvalidSetting(
          Setting.PARLEY_ROLE,
          "'" + role.name().toLowerCase(Locale.ROOT) + "'",
          "all, or a DATABASE_URL that other nodes have too");
    }
    return role;
  }

  /** What becomes of the turns that do not fit a prompt. */
  public enum Truncation {
    /** A model summarises the oldest; what still does not fit is left out, the oldest first. */
    SUMMARY,
    /** How the conversation began is kept, and as much of its end as fits. */
    FIRST_AND_LAST,
    /** As much of its end as fits is kept. */
    SLIDING_WINDOW
  }

  private static Truncation truncation(Map<String, String> environment) {
    requireOneOf(
        environment, Setting.PARLEY_TRUNCATION, "summary", "first_and_last", "sliding_window");
    return Truncation.valueOf(
        Setting.PARLEY_TRUNCATION.in(environment).orElseThrow().toUpperCase(Locale.ROOT));
  }

  private static RephraseFollowUp.By followUps(Map<String, String> environment) {
    requireOneOf(environment, Setting.PARLEY_FOLLOW_UPS, "model", "words", "off");
    return RephraseFollowUp.By.valueOf(
        Setting.PARLEY_FOLLOW_UPS.in(environment).orElseThrow().toUpperCase(Locale.ROOT));
  }

  private static List<String> linkHosts(Map<String, String> environment) {
    List<String> hosts = list(environment, Setting.PARLEY_LINK_HOSTS);
    try {
      new LinkPolicy(hosts, true);
    } catch (InvalidValue e) {
      throw new InvalidSetting(
          Setting.PARLEY_LINK_HOSTS, "'" + hosts + "'", "HOST or HOST:PORT or *.HOST");
    }
    return hosts;
  }

  /** What finds passages. */
  public enum VectorStore {
    /** pgvector where the database has it, or else Lucene. */
    AUTO,
    /** Tables of the database, shared by all nodes. */
    PGVECTOR,
    /** A folder of this node's own. */
    LUCENE
  }

  private static VectorStore vectorStore(Map<String, String> environment) {
    requireOneOf(environment, Setting.RAG_VECTOR_STORE, "auto", "pgvector", "lucene");
    return VectorStore.valueOf(
        Setting.RAG_VECTOR_STORE.in(environment).orElseThrow().toUpperCase(Locale.ROOT));
  }

  private static boolean urlFetch(Map<String, String> environment) {
    requireOneOf(environment, Setting.URL_FETCH, "on", "off");
    return Setting.URL_FETCH.in(environment).filter("on"::equalsIgnoreCase).isPresent();
  }

  private static List<String> urlFetchAllow(Map<String, String> environment) {
    List<String> allowed = list(environment, Setting.URL_FETCH_ALLOW);
    try {
      new FetchPolicy(allowed);
    } catch (InvalidValue e) {
      throw new InvalidSetting(
          Setting.URL_FETCH_ALLOW,
          "'" + allowed + "'",
          "HOST, ADDRESS or ADDRESS/BITS, each with :PORT or without");
    }
    return allowed;
  }

  /** Keys that are set and have no effect: misspelt, or of a version to come. */
  public static List<String> ineffectiveKeys(Map<String, String> environment) {
    Predicate<String> known = Setting::isKnown;
    return environment.keySet().stream()
        .filter(key -> key.startsWith("PARLEY_") || NOT_YET.contains(key))
        .filter(known.negate())
        .filter(key -> !key.equals("PARLEY_JAVA_OPTS"))
        .sorted()
        .toList();
  }

  /** The folder that belongs to this server alone. */
  public static Path home(Map<String, String> environment) {
    String value = Setting.PARLEY_HOME.in(environment).orElseThrow();
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new InvalidSetting(Setting.PARLEY_HOME, "'" + value + "'", "a folder");
    }
  }

  static int number(Map<String, String> environment, Setting key, int least, int most) {
    String value = key.in(environment).orElseThrow();
    String expectation = least + ".." + most;
    try {
      int number = Integer.parseInt(value);
      if (number < least || number > most) {
        throw new InvalidSetting(key, value, expectation);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidSetting(key, "'" + value + "'", expectation);
    }
  }

  private static boolean flag(Map<String, String> environment, Setting key, boolean otherwise) {
    String value = key.in(environment).orElse(Boolean.toString(otherwise));
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidSetting(key, "'" + value + "'", "true or false");
    };
  }

  private static Optional<ApiKeySecret> key(Map<String, String> environment, Setting key) {
    return key.in(environment)
        .map(
            value -> {
              if (!ApiKeySecret.isValid(value)) {
                throw new InvalidSetting(
                    key,
                    value.length() + " characters",
                    ApiKeySecret.MIN_LENGTH
                        + ".."
                        + ApiKeySecret.MAX_LENGTH
                        + " visible ASCII characters");
              }
              return new ApiKeySecret(value);
            });
  }

  private static Set<ModelId> models(Map<String, String> environment, Setting key) {
    List<String> names = list(environment, key);
    try {
      return names.stream().map(ModelId::new).collect(Collectors.toSet());
    } catch (InvalidValue e) {
      throw new InvalidSetting(key, "'" + names + "'", "MODEL, MODEL …");
    }
  }

  private static List<String> origins(Map<String, String> environment) {
    return list(environment, Setting.ALLOWED_ORIGINS);
  }

  static List<String> list(Map<String, String> environment, Setting key) {
    return key.in(environment).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  static void requireOneOf(Map<String, String> environment, Setting key, String... allowed) {
    String value = key.in(environment).orElseThrow();
    if (Arrays.stream(allowed).noneMatch(value::equalsIgnoreCase)) {
      throw new InvalidSetting(key, "'" + value + "'", String.join(" or ", allowed));
    }
  }
}
