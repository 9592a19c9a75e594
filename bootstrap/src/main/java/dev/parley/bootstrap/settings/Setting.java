package dev.parley.bootstrap.settings;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Every key that Parley reads from the environment, with its default. The name of each constant is
 * the key.
 */
enum Setting {
  PARLEY_PORT("8080"),
  PARLEY_HOST("0.0.0.0"),
  PARLEY_HOME("./data"),
  PARLEY_ROLE("all"),
  DATABASE_URL(""),
  REDIS_URL(""),
  PARLEY_DEMO(""),
  PARLEY_DEMO_API_KEY(""),
  PARLEY_ADMIN_KEY(""),
  MODEL_DEFAULT(""),
  MODEL_FALLBACKS(""),
  MODEL_ROUTES(""),
  MODEL_ROUTE_STRATEGY("in_order"),
  MODEL_HEDGE_AFTER_MS(""),
  MODEL_VISION(""),
  OPENAI_API_KEY(""),
  OPENAI_BASE_URL("https://api.openai.com/v1"),
  OPENAI_MODELS(""),
  GROQ_API_KEY(""),
  GROQ_MODELS(""),
  OLLAMA_BASE_URL(""),
  OLLAMA_MODELS(""),
  EMBEDDING_MODEL("bge-small-en-v1.5"),
  EMBEDDING_BASE_URL(""),
  EMBEDDING_API_KEY(""),
  EMBEDDING_DIMENSION(""),
  EMBEDDING_MAX_TOKENS("8000"),
  RERANK_MODEL(""),
  RERANK_PROTOCOL("cohere"),
  RERANK_BASE_URL(""),
  RERANK_API_KEY(""),
  RERANK_CANDIDATES("30"),
  RERANK_MAX_CHARACTERS("4000"),
  RERANK_TIMEOUT_MS("2000"),
  RAG_VECTOR_STORE("auto"),
  PARLEY_UPLOAD_LIMIT_MB("50"),
  PARLEY_FILES_LIMIT("10000"),
  PARLEY_FILES_LIMIT_MB("10240"),
  PARLEY_INGESTION_THREADS("2"),
  PARLEY_INGESTION_QUEUE("10000"),
  PARLEY_INGESTION_QUEUE_PER_TENANT("5000"),
  PARLEY_JOB_LEASE_SECONDS("30"),
  URL_FETCH("on"),
  URL_FETCH_ALLOW(""),
  PARLEY_DRAIN_SECONDS("20"),
  PARLEY_MODEL_CONCURRENCY("64"),
  PARLEY_PROMPT_TOKENS("32000"),
  PARLEY_TRUNCATION("summary"),
  PARLEY_FOLLOW_UPS("model"),
  PARLEY_LINK_HOSTS(""),
  RATE_LIMIT_RPM("6000"),
  RATE_LIMIT_TPM("10000000"),
  ALLOWED_ORIGINS(""),
  LOG_LEVEL("INFO"),
  LOG_FORMAT("text"),
  /** Of the command line: where the server is that it talks to. */
  PARLEY_URL(""),
  /** Of the command line: the key that it shows there. */
  PARLEY_API_KEY("");

  private final String defaultValue;

  Setting(String defaultValue) {
    this.defaultValue = defaultValue;
  }

  /** What holds where the environment says nothing; empty: absent. */
  public String defaultValue() {
    return defaultValue;
  }

  /**
   * The value, or else the default; empty if neither says anything. A blank value counts as none.
   */
  Optional<String> in(Map<String, String> environment) {
    String given = environment.getOrDefault(name(), "").strip();
    String value = given.isEmpty() ? defaultValue : given;
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Whether the environment itself says something. */
  boolean isSet(Map<String, String> environment) {
    return !environment.getOrDefault(name(), "").isBlank();
  }

  /** Whether there is a setting of this name. */
  static boolean isKnown(String key) {
    return Arrays.stream(values()).anyMatch(setting -> setting.name().equals(key));
  }
}
