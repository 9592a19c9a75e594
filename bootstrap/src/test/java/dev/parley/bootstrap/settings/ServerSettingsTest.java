package dev.parley.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.adapters.llm.embedding.EmbeddingProtocol;
import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.adapters.llm.embedding.ProviderModelSettings;
import dev.parley.adapters.llm.rerank.RerankProtocol;
import dev.parley.adapters.llm.rerank.RerankerSettings;
import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.conversation.RephraseFollowUp;
import dev.parley.application.knowledge.AdmitDocument;
import dev.parley.application.routing.RoutingTable;
import dev.parley.application.routing.RoutingTable.Option;
import dev.parley.bootstrap.settings.ServerSettings.ModelProvider;
import dev.parley.bootstrap.settings.ServerSettings.NodeRole;
import dev.parley.bootstrap.settings.ServerSettings.Truncation;
import dev.parley.bootstrap.settings.ServerSettings.VectorStore;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Complexity;
import dev.parley.domain.routing.Condition;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void hasTheDocumentedDefaults() {
    ServerSettings settings = ServerSettings.parse(Map.of());

    assertThat(settings)
        .isEqualTo(
            new ServerSettings(
                "0.0.0.0",
                8080,
                Path.of("data").toAbsolutePath(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(),
                List.of(),
                50L * 1024 * 1024,
                new Allowance(10_000, 10L * 1024 * 1024 * 1024),
                2,
                Duration.ofSeconds(20),
                6_000,
                10_000_000,
                RoutingTable.EMPTY,
                64,
                32_000,
                Truncation.SUMMARY,
                List.of(),
                VectorStore.AUTO,
                true,
                List.of(),
                new EmbeddingChoice.InProcess(LocalModel.BGE_SMALL_EN_V15),
                Optional.empty(),
                RephraseFollowUp.By.MODEL,
                NodeRole.ALL,
                Duration.ofSeconds(30),
                new AdmitDocument.Bounds(5_000, 10_000)));
  }

  @Test
  void isDescribedKeyByKeyInTheDocumentation() throws IOException {
    Map<String, String> documented = new HashMap<>();
    Pattern row = Pattern.compile("\\| `([A-Z_]+)` \\| (?:`([^`]*)`)? ?\\|.*");
    for (String line : Files.readAllLines(ROOT.resolve("docs/configuration.md"))) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
      }
    }

    assertThat(documented).isEqualTo(defaults());
  }

  @Test
  void isDescribedKeyByKeyInTheExampleFile() throws IOException {
    Map<String, String> documented = new HashMap<>();
    Pattern row = Pattern.compile("#([A-Z_]+)=(.*)");
    for (String line : Files.readAllLines(ROOT.resolve(".env.example"))) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2));
      }
    }
    documented.keySet().removeAll(List.of("POSTGRES_PASSWORD", "REDIS_PASSWORD"));

    assertThat(documented).isEqualTo(defaults());
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    Arrays.stream(Setting.values())
        .forEach(setting -> defaults.put(setting.name(), setting.defaultValue()));
    return defaults;
  }

  @ParameterizedTest
  @CsvSource({
    "PARLEY_ROLE, both, PARLEY_ROLE: 'both' (expected: all or api or worker)",
    "PARLEY_ROLE, worker, 'PARLEY_ROLE: ''worker'' (expected: all, or a DATABASE_URL that other nodes have too)'",
    "PARLEY_JOB_LEASE_SECONDS, 1, PARLEY_JOB_LEASE_SECONDS: 1 (expected: 2..3600)",
    "PARLEY_INGESTION_QUEUE, 0, PARLEY_INGESTION_QUEUE: 0 (expected: 1..10000000)",
    "PARLEY_PORT, http, PARLEY_PORT: 'http' (expected: 0..65535)",
    "PARLEY_PORT, 70000, PARLEY_PORT: 70000 (expected: 0..65535)",
    "PARLEY_DEMO, yes, PARLEY_DEMO: 'yes' (expected: true or false)",
    "PARLEY_ADMIN_KEY, short, PARLEY_ADMIN_KEY: 5 characters (expected: 8..256 visible ASCII characters)",
    "RAG_VECTOR_STORE, faiss, RAG_VECTOR_STORE: 'faiss' (expected: auto or pgvector or lucene)",
    "OPENAI_BASE_URL, ftp://x, OPENAI_BASE_URL: 'ftp://x' (expected: http(s)://HOST[:PORT][/PATH])",
    "RATE_LIMIT_RPM, 0, RATE_LIMIT_RPM: 0 (expected: 1..1000000)",
    "RATE_LIMIT_TPM, 100000001, RATE_LIMIT_TPM: 100000001 (expected: 1..100000000)",
    "PARLEY_MODEL_CONCURRENCY, 0, PARLEY_MODEL_CONCURRENCY: 0 (expected: 1..100000)",
    "PARLEY_FILES_LIMIT, -1, PARLEY_FILES_LIMIT: -1 (expected: 0..1000000)",
    "PARLEY_FILES_LIMIT_MB, x, PARLEY_FILES_LIMIT_MB: 'x' (expected: 0..10000000)",
    "MODEL_VISION, two words, 'MODEL_VISION: ''[two words]'' (expected: MODEL, MODEL …)'",
    "PARLEY_PROMPT_TOKENS, 10, PARLEY_PROMPT_TOKENS: 10 (expected: 1000..10000000)",
    "PARLEY_LINK_HOSTS, https://x/, PARLEY_LINK_HOSTS: '[https://x/]'"
        + " (expected: HOST or HOST:PORT or *.HOST)",
    "URL_FETCH, maybe, URL_FETCH: 'maybe' (expected: on or off)",
    "LOG_FORMAT, xml, LOG_FORMAT: 'xml' (expected: text or json)",
  })
  void namesKeyValueAndExpectation(String key, String value, String message) {
    assertThatThrownBy(() -> ServerSettings.parse(Map.of(key, value)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage(message);
  }

  @Test
  void readsWhatMayBeFetched() {
    ServerSettings settings =
        ServerSettings.parse(
            Map.of("URL_FETCH", "off", "URL_FETCH_ALLOW", "wiki.example.org, 10.1.0.0/16:8080"));

    assertThat(settings.urlFetch()).isFalse();
    assertThat(settings.urlFetchAllow()).containsExactly("wiki.example.org", "10.1.0.0/16:8080");
    assertThatThrownBy(() -> ServerSettings.parse(Map.of("URL_FETCH_ALLOW", "10.0.0.0/33")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage(
            "URL_FETCH_ALLOW: '[10.0.0.0/33]'"
                + " (expected: HOST, ADDRESS or ADDRESS/BITS, each with :PORT or without)");
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://u:p@db:5433/parley, jdbc:postgresql://db:5433/parley, u, p",
    "postgresql://u:p%40ss%2Fword@db/parley?sslmode=require, jdbc:postgresql://db/parley?sslmode=require, u, p@ss/word",
    "jdbc:postgresql://db/parley?user=u&password=p, jdbc:postgresql://db/parley?, u, p",
  })
  void understandsDatabaseAddresses(String url, String jdbcUrl, String username, String password) {
    DatabaseSettings database =
        ServerSettings.parse(Map.of("DATABASE_URL", url)).database().orElseThrow();

    assertThat(database).isEqualTo(new DatabaseSettings(jdbcUrl, username, password));
  }

  @Test
  void neverRepeatsAPasswordInAMessage() {
    assertThatThrownBy(() -> DatabaseSettings.parse("mysql://u:canary@db/parley"))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageNotContaining("canary");
    assertThat(DatabaseSettings.parse("postgres://u:canary@db/parley").toString())
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://cache, redis://cache:6379, cache:6379",
    "redis://:canary@cache:7000/2, redis://:canary@cache:7000/2, cache:7000",
    "rediss://acme:canary@cache/0, rediss://acme:canary@cache:6379/0, cache:6379",
  })
  void understandsAddressesOfRedis(String url, String address, String shown) {
    RedisSettings redis = ServerSettings.parse(Map.of("REDIS_URL", url)).redis().orElseThrow();

    assertThat(redis.address()).hasToString(address);
    assertThat(redis).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache:6379",
        "http://:canary@cache:6379",
        "redis://",
        "redis://:canary@cache/name",
        "redis://:canary@cache/0?x=y",
        "redis:// canary",
      })
  void refusesAddressesThatAreNotOfRedisWithoutRepeatingThem(String url) {
    assertThatThrownBy(() -> ServerSettings.parse(Map.of("REDIS_URL", url)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageStartingWith("REDIS_URL: ")
        .hasMessageContaining("redis(s)://[USER:PASSWORD@]HOST[:PORT][/DATABASE]")
        .hasMessageNotContaining("canary");
  }

  @Test
  void hasNoDemoWithAnOrdinaryDatabaseUnlessAsked() {
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", "postgres://u:p@db/parley");
    assertThat(ServerSettings.parse(environment).demo()).isFalse();

    environment.put("PARLEY_DEMO", "true");
    assertThat(ServerSettings.parse(environment).demo()).isTrue();
  }

  @Test
  void findsTheProvidersThatAreConfigured() {
    List<ModelProvider> providers =
        ServerSettings.parse(
                Map.of(
                    "OPENAI_BASE_URL", "http://localhost:9000/v1/",
                    "GROQ_API_KEY", "gsk",
                    "OLLAMA_BASE_URL", "http://localhost:11434",
                    "OLLAMA_MODELS", "llama3.2, qwen3"))
            .providers();

    assertThat(providers)
        .containsExactly(
            new ModelProvider(
                "openai", URI.create("http://localhost:9000/v1"), Optional.empty(), List.of()),
            new ModelProvider(
                "groq",
                URI.create("https://api.groq.com/openai/v1"),
                Optional.of("gsk"),
                List.of()),
            new ModelProvider(
                "ollama",
                URI.create("http://localhost:11434/v1"),
                Optional.empty(),
                List.of("llama3.2", "qwen3")));
    assertThat(providers.toString()).doesNotContain("gsk");
  }

  @Test
  void listsTheModelsToFallBackTo() {
    assertThat(
            ServerSettings.parse(Map.of("MODEL_FALLBACKS", "gpt-4o-mini, offline"))
                .routing()
                .fallbacks())
        .containsExactly(new ModelId("gpt-4o-mini"), new ModelId("offline"));
  }

  @Test
  void readsRoutesWithTheirConditions() {
    RoutingTable table =
        ServerSettings.parse(
                Map.of(
                    "MODEL_ROUTES",
                    "auto = small if complexity<=moderate and prompt <= 8000, llama3:8b ;"
                        + "dear=big if cost<=0.25 and needs=tools and prompt>=10"
                        + " and complexity>=complex",
                    "MODEL_ROUTE_STRATEGY",
                    "cheapest",
                    "MODEL_HEDGE_AFTER_MS",
                    "1500"))
            .routing();

    assertThat(table.routes())
        .containsExactly(
            Map.entry(
                new ModelId("auto"),
                List.of(
                    new Option(
                        new ModelId("small"),
                        List.of(
                            new Condition.ComplexityBetween(Complexity.SIMPLE, Complexity.MODERATE),
                            new Condition.PromptBetween(0, 8_000))),
                    RoutingTable.always(new ModelId("llama3:8b")))),
            Map.entry(
                new ModelId("dear"),
                List.of(
                    new Option(
                        new ModelId("big"),
                        List.of(
                            new Condition.CostAtMost(new Money(250_000)),
                            new Condition.Needing("tools"),
                            new Condition.PromptBetween(10, Integer.MAX_VALUE),
                            new Condition.ComplexityBetween(
                                Complexity.COMPLEX, Complexity.COMPLEX))))));
    assertThat(table.strategy()).isEqualTo(Strategy.CHEAPEST);
    assertThat(table.hedgeAfter()).isEqualTo(Duration.ofMillis(1_500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MODEL_ROUTES | auto | 'auto'",
        "MODEL_ROUTES | auto = | 'auto ='",
        "MODEL_ROUTES | auto = a; auto = b | 'auto' twice",
        "MODEL_ROUTES | auto = a b | 'a b'",
        "MODEL_ROUTES | auto = a; other = auto | 'auto' within a route",
        "MODEL_ROUTES | auto = a if prompt | 'prompt'",
        "MODEL_ROUTES | auto = a if prompt<=-1 | 'prompt<=-1'",
        "MODEL_ROUTES | auto = a if prompt=5 | 'prompt=5'",
        "MODEL_ROUTES | auto = a if complexity<=easy | 'complexity<=easy'",
        "MODEL_ROUTES | auto = a if cost<=0.00000001 | 'cost<=0.00000001'",
        "MODEL_ROUTES | auto = a if cost<=cheap | 'cost<=cheap'",
        "MODEL_ROUTE_STRATEGY | dearest | 'dearest'",
        "MODEL_HEDGE_AFTER_MS | 0 | 0",
        "PARLEY_TRUNCATION | none | 'none'",
      })
  void refusesRoutesThatCannotBeMeant(String key, String value, String shown) {
    assertThatThrownBy(() -> ServerSettings.parse(Map.of(key, value)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(key)
        .hasMessageContaining(shown)
        .hasMessageContaining("expected");
  }

  @Test
  void listsTheHostsThatAnswersMayLinkTo() {
    assertThat(
            ServerSettings.parse(Map.of("PARLEY_LINK_HOSTS", "example.org, *.example.net:8443"))
                .linkHosts())
        .containsExactly("example.org", "*.example.net:8443");
  }

  @Test
  void namesKeysThatHaveNoEffect() {
    assertThat(
            ServerSettings.ineffectiveKeys(
                Map.of("PARLEY_PROT", "1", "PARLEY_PORT", "1", "JWT_SECRET", "x", "PATH", "y")))
        .containsExactly("JWT_SECRET", "PARLEY_PROT");
  }

  private static ProviderModelSettings provided(Map<String, String> environment) {
    return ((EmbeddingChoice.Provided) ServerSettings.parse(environment).embedding()).settings();
  }

  @Test
  void embedsByTheProviderThatAnswersUnlessToldOtherwise() {
    assertThat(
            provided(
                Map.of("EMBEDDING_MODEL", "openai/text-embedding-3-small", "OPENAI_API_KEY", "sk")))
        .isEqualTo(
            new ProviderModelSettings(
                EmbeddingProtocol.OPENAI,
                "text-embedding-3-small",
                URI.create("https://api.openai.com/v1"),
                "sk",
                null,
                8_000));
    assertThat(
            provided(
                Map.of(
                    "EMBEDDING_MODEL", "ollama/nomic-embed-text:v1.5",
                    "OLLAMA_BASE_URL", "http://gpu:11434/v1",
                    "OPENAI_API_KEY", "sk",
                    "EMBEDDING_MAX_TOKENS", "2000")))
        .isEqualTo(
            new ProviderModelSettings(
                EmbeddingProtocol.OLLAMA,
                "nomic-embed-text:v1.5",
                URI.create("http://gpu:11434"),
                null,
                null,
                2_000));
  }

  @Test
  void sendsNoKeyToAnAddressThatItWasNotGivenFor() {
    Map<String, String> apart =
        Map.of(
            "EMBEDDING_MODEL", "openai/bge-m3",
            "EMBEDDING_BASE_URL", "http://tei:8080/v1/",
            "EMBEDDING_DIMENSION", "256",
            "OPENAI_API_KEY", "sk");
    Map<String, String> withKey = new HashMap<>(apart);
    withKey.put("EMBEDDING_API_KEY", "own");

    assertThat(provided(apart))
        .isEqualTo(
            new ProviderModelSettings(
                EmbeddingProtocol.OPENAI,
                "bge-m3",
                URI.create("http://tei:8080/v1"),
                null,
                256,
                8_000));
    assertThat(provided(withKey).apiKey()).isEqualTo("own");
    assertThat(ServerSettings.parse(withKey).toString()).doesNotContain("own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EMBEDDING_MODEL=word2vec | EMBEDDING_MODEL: 'word2vec'",
        "EMBEDDING_MODEL=openai/ | EMBEDDING_MODEL: 'openai/'",
        "EMBEDDING_MODEL=openai/m | OPENAI_API_KEY, OPENAI_BASE_URL or EMBEDDING_BASE_URL",
        "EMBEDDING_MODEL=ollama/m | OLLAMA_BASE_URL or EMBEDDING_BASE_URL",
        "EMBEDDING_MODEL=ollama/m EMBEDDING_BASE_URL=ftp://x | EMBEDDING_BASE_URL: 'ftp://x'",
        "EMBEDDING_MODEL=ollama/m EMBEDDING_BASE_URL=http://x EMBEDDING_DIMENSION=9 | EMBEDDING_DIMENSION: 9",
        "EMBEDDING_MODEL=openai/m OPENAI_API_KEY=k EMBEDDING_DIMENSION=4001 | EMBEDDING_DIMENSION: 4001",
        "EMBEDDING_MODEL=openai/m OPENAI_API_KEY=k EMBEDDING_MAX_TOKENS=10 | EMBEDDING_MAX_TOKENS: 10",
      })
  void refusesEmbeddingsThatCannotBe(String settings, String shown) {
    Map<String, String> environment = new HashMap<>();
    for (String setting : settings.split(" ")) {
      String[] parts = setting.split("=", 2);
      environment.put(parts[0], parts[1]);
    }

    assertThatThrownBy(() -> ServerSettings.parse(environment))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(shown)
        .hasMessageContaining("expected");
  }

  @Test
  void reranksByWhomTheEnvironmentNames() {
    Map<String, String> environment =
        Map.of(
            "RERANK_MODEL", "rerank-v3.5",
            "RERANK_BASE_URL", "https://api.cohere.com/v2",
            "RERANK_API_KEY", "co-canary",
            "RERANK_TIMEOUT_MS", "1500",
            "OPENAI_API_KEY", "sk");

    ServerSettings settings = ServerSettings.parse(environment);

    assertThat(settings.reranking())
        .hasValue(
            new RerankSettings(
                new RerankerSettings(
                    RerankProtocol.COHERE,
                    "rerank-v3.5",
                    URI.create("https://api.cohere.com/v2"),
                    "co-canary",
                    Duration.ofMillis(1_500)),
                30,
                4_000));
    assertThat(settings.toString()).doesNotContain("co-canary");
    assertThat(
            ServerSettings.parse(
                    Map.of(
                        "RERANK_MODEL", "bge",
                        "RERANK_PROTOCOL", "TEI",
                        "RERANK_BASE_URL", "http://tei:8080",
                        "RERANK_CANDIDATES", "100",
                        "RERANK_MAX_CHARACTERS", "500"))
                .reranking())
        .hasValue(
            new RerankSettings(
                new RerankerSettings(
                    RerankProtocol.TEI,
                    "bge",
                    URI.create("http://tei:8080"),
                    null,
                    Duration.ofSeconds(2)),
                100,
                500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RERANK_MODEL | m | RERANK_BASE_URL: absent",
        "RERANK_PROTOCOL | onnx | RERANK_PROTOCOL: 'onnx'",
        "RERANK_CANDIDATES | 101 | RERANK_CANDIDATES: 101",
        "RERANK_CANDIDATES | 1 | RERANK_CANDIDATES: 1",
        "RERANK_MAX_CHARACTERS | 10 | RERANK_MAX_CHARACTERS: 10",
        "RERANK_TIMEOUT_MS | 0 | RERANK_TIMEOUT_MS: 0",
      })
  void refusesReranksThatCannotBe(String key, String value, String shown) {
    assertThatThrownBy(() -> ServerSettings.parse(Map.of(key, value)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(shown)
        .hasMessageContaining("expected");
  }
}
