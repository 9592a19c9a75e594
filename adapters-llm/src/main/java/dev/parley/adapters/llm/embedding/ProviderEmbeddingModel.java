package dev.parley.adapters.llm.embedding;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.parley.adapters.llm.openai.OpenAiEndpoint;
import dev.parley.adapters.llm.openai.ProviderFault;
import dev.parley.adapters.llm.openai.ProviderSettings;
import dev.parley.adapters.llm.token.TokenCounters;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingFailure.Kind;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A provider's embedding model, asked through langchain4j on the calling thread. Texts go in
 * batches, each cut off at the limit of tokens. What may pass is tried again: often for lists of
 * texts, which nobody waits for, and once for a question.
 *
 * <p>Vectors are brought to length one. How long they are is learned from the first. All that goes
 * wrong is an {@link EmbeddingFailure}; an interrupt is a {@link CancellationException}.
 */
public final class ProviderEmbeddingModel implements EmbeddingModel, AutoCloseable {
  /** Few enough for any server we know of, and for an answer of four thousand numbers each. */
  static final int MOST_TEXTS = 64;

  /** The longest vectors that an index takes. */
  static final int MOST_NUMBERS = 4_096;

  /** What is embedded in place of a text that providers refuse, being empty. */
  private static final String NOTHING = ".";

  /** From so many tokens on, chunks of the larger size fit with a heading before them. */
  private static final int LONG_TEXTS = 512;

  private static final Map<String, String> HEADERS = Map.of("User-Agent", "parley");

  private final ProviderModelSettings settings;
  private final OpenAiEndpoint endpoint;
  private final TokenCounter tokens;
  private final RandomGenerator random;
  private final Asking questions;
  private final Asking lists;

  /** Length of the last vector; 0 before the first. */
  private volatile int dimension;

  /**
   * How patiently it is asked.
   *
   * @param silence how long the provider may say nothing
   * @param attempts 1 or more
   * @param firstPause between the first two attempts; twice as long after each
   * @param longestPause what the provider may ask for at most; where it asks for more, that is told
   */
  record Patience(Duration silence, int attempts, Duration firstPause, Duration longestPause) {
    /** Someone waits, and can be answered by words alone. */
    static final Patience WITH_QUESTIONS =
        new Patience(Duration.ofSeconds(8), 2, Duration.ofMillis(250), Duration.ofSeconds(2));

    /** A model may have to be loaded from a disk first. */
    static final Patience WITH_LISTS =
        new Patience(Duration.ofSeconds(90), 4, Duration.ofMillis(500), Duration.ofSeconds(20));
  }

  private record Asking(dev.langchain4j.model.embedding.EmbeddingModel model, Patience patience) {}

  /**
   * @param executor for the HTTP client's own short tasks; one that makes virtual threads
   * @param random spreads pauses between attempts
   */
  public ProviderEmbeddingModel(
      ProviderModelSettings settings, Executor executor, RandomGenerator random) {
    this(settings, executor, random, Patience.WITH_QUESTIONS, Patience.WITH_LISTS);
  }

  ProviderEmbeddingModel(
      ProviderModelSettings settings,
      Executor executor,
      RandomGenerator random,
      Patience withQuestions,
      Patience withLists) {
    this.settings = settings;
    this.endpoint =
        new OpenAiEndpoint(
            ProviderSettings.of(
                settings.protocol().provider(), settings.baseUrl(), settings.apiKey(), List.of()),
            executor);
    this.tokens = new TokenCounters().forModel(new ModelId(settings.name()));
    this.random = random;
    this.questions = new Asking(model(withQuestions), withQuestions);
    this.lists = new Asking(model(withLists), withLists);
  }

  private dev.langchain4j.model.embedding.EmbeddingModel model(Patience patience) {
    HttpClientBuilder http = endpoint.wholeAnswers(patience.silence());
    String address = endpoint.settings().baseUrl().toString();
    return switch (settings.protocol()) {
      case OPENAI ->
          OpenAiEmbeddingModel.builder()
              .httpClientBuilder(http)
              .baseUrl(address)
              .apiKey(settings.apiKey())
              .customHeaders(HEADERS)
              .modelName(settings.name())
              .dimensions(settings.dimension())
              .maxSegmentsPerBatch(MOST_TEXTS)
              .maxRetries(0)
              .build();
      case OLLAMA -> new OllamaVectors(http, address, settings.name(), headers());
    };
  }

  /** Ollama itself takes no key, but what stands before it may. */
  private Map<String, String> headers() {
    return settings.apiKey() == null
        ? HEADERS
        : Map.of("User-Agent", "parley", "Authorization", "Bearer " + settings.apiKey());
  }

  @Override
  public String name() {
    return settings.modelName();
  }

  /** Asks the provider where nothing was embedded yet. */
  @Override
  public int dimension() {
    if (dimension == 0) {
      embed(List.of(NOTHING));
    }
    return dimension;
  }

  @Override
  public ChunkingSettings chunking() {
    return settings.maxTokens() < LONG_TEXTS
        ? ChunkingSettings.DEFAULT
        : new ChunkingSettings(400, 40, ChunkingStrategy.AUTO);
  }

  @Override
  public float[] embedQuestion(String question) {
    return embed(questions, List.of(question)).getFirst();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += MOST_TEXTS) {
      vectors.addAll(embed(lists, texts.subList(from, Math.min(from + MOST_TEXTS, texts.size()))));
    }
    return vectors;
  }

  private List<float[]> embed(Asking asking, List<String> texts) {
    List<TextSegment> segments = texts.stream().map(this::readable).map(TextSegment::from).toList();
    for (int attempt = 1; ; attempt++) {
      try {
        return vectors(ask(asking.model(), segments), segments.size());
      } catch (ProviderFault fault) {
        if (attempt == asking.patience().attempts() || !isWorthTryingAgain(fault, asking)) {
          throw failure(fault);
        }
        pause(fault, asking.patience(), attempt);
      }
    }
  }

  /** What langchain4j makes of the answer, or the fault that it stumbled over. */
  private List<float[]> ask(
      dev.langchain4j.model.embedding.EmbeddingModel model, List<TextSegment> segments) {
    try {
      return model.embedAll(segments).content().stream()
          .map(embedding -> embedding.vector())
          .toList();
    } catch (RuntimeException thrown) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted while embedding");
      }
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        if (cause instanceof ProviderFault fault) {
          throw fault;
        }
      }
      throw unreadable("something that cannot be read");
    }
  }

  private List<float[]> vectors(List<float[]> found, int expected) {
    if (found.size() != expected) {
      throw unreadable(found.size() + " vectors (expected: " + expected + ")");
    }
    List<float[]> vectors = new ArrayList<>(found.size());
    for (float[] vector : found) {
      vectors.add(ofLengthOne(vector));
      if (vector.length != found.getFirst().length) {
        throw unreadable("vectors of " + found.getFirst().length + " and " + vector.length);
      }
    }
    dimension = found.getFirst().length;
    if (dimension > MOST_NUMBERS) {
      throw new EmbeddingFailure(
          Kind.REJECTED,
          "embedding model "
              + name()
              + ": a vector of "
              + dimension
              + " numbers (expected: at most "
              + MOST_NUMBERS
              + ", as many as can be searched); some models can be asked for fewer",
          null);
    }
    if (settings.dimension() != null && settings.dimension() != dimension) {
      throw new EmbeddingFailure(
          Kind.MISMATCH,
          "embedding model "
              + name()
              + ": a vector of "
              + dimension
              + " numbers (expected: "
              + settings.dimension()
              + ", as EMBEDDING_DIMENSION asks for); not every model can be asked",
          null);
    }
    return vectors;
  }

  private float[] ofLengthOne(float[] vector) {
    double squares = 0;
    for (float number : vector) {
      squares += (double) number * number;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw unreadable("a vector without a direction");
    }
    double length = Math.sqrt(squares);
    float[] normalised = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalised[i] = (float) (vector[i] / length);
    }
    return normalised;
  }

  private EmbeddingFailure unreadable(String what) {
    return new EmbeddingFailure(
        Kind.UNAVAILABLE, "embedding model " + name() + ": the provider sent " + what + ".", null);
  }

  private EmbeddingFailure failure(ProviderFault fault) {
    Kind kind =
        switch (fault.code()) {
          case PROVIDER_RATE_LIMITED -> Kind.RATE_LIMITED;
          case PROVIDER_UNAUTHORIZED -> Kind.UNAUTHORIZED;
          case PROVIDER_REJECTED, CONTEXT_LENGTH_EXCEEDED -> Kind.REJECTED;
          case PROVIDER_UNAVAILABLE, PROVIDER_TIMEOUT, OVERLOADED, INTERRUPTED, INTERNAL ->
              Kind.UNAVAILABLE;
        };
    return new EmbeddingFailure(
        kind, "embedding model " + name() + ": " + fault.getMessage(), fault.retryAfter());
  }

  private static boolean isWorthTryingAgain(ProviderFault fault, Asking asking) {
    Duration asked = fault.retryAfter();
    return fault.isPassing()
        && (asked == null || asked.compareTo(asking.patience().longestPause()) <= 0);
  }

  private void pause(ProviderFault fault, Patience patience, int attempt) {
    @Nullable Duration asked = fault.retryAfter();
    double spread = 0.5 + random.nextDouble();
    long millis = (long) (patience.firstPause().toMillis() * (1 << (attempt - 1)) * spread);
    try {
      Thread.sleep(asked == null ? Duration.ofMillis(millis) : asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while embedding");
    }
  }

  /** What of a text the model is to read. */
  private String readable(String text) {
    if (text.isBlank() || text.chars().allMatch(c -> c <= ' ')) {
      return NOTHING;
    }
    String beginning = text;
    int count = tokens.count(beginning);
    while (count > settings.maxTokens()) {
      double share = (double) settings.maxTokens() / count;
      beginning = beginning.substring(0, cut(beginning, (int) (beginning.length() * share * 0.98)));
      count = tokens.count(beginning);
    }
    return beginning;
  }

  /** Not between the halves of a character. */
  private static int cut(String text, int place) {
    int at = Math.max(place, 1);
    return Character.isHighSurrogate(text.charAt(at - 1)) ? Math.max(at - 1, 1) : at;
  }

  /** Closes all connections; what is under way breaks off. */
  @Override
  public void close() {
    endpoint.close();
  }
}
