package dev.parley.adapters.llm.openai;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder;
import dev.parley.domain.conversation.RunFailure.Code;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One provider's address with its credential and connections, shared by its models. Redirects are
 * not followed, so the key goes to the configured address alone. Safe for use by many threads.
 */
public final class OpenAiEndpoint implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Map<String, String> HEADERS = Map.of("User-Agent", "parley");

  private final ProviderSettings settings;
  private final ProviderErrors errors;
  private final HttpClient http;
  private final OpenAiStreamingChatModel chatModel;
  private volatile ProviderState state = ProviderState.UNKNOWN;

  /**
   * @param executor for the HTTP client's own short tasks; one that makes virtual threads
   */
  public OpenAiEndpoint(ProviderSettings settings, Executor executor) {
    this.settings = Objects.requireNonNull(settings);
    this.errors = new ProviderErrors(settings.name());
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            // Over plain HTTP the JDK would ask to upgrade, which some servers answer with an
            // error.
            .version(
                settings.baseUrl().getScheme().equalsIgnoreCase("https")
                    ? Version.HTTP_2
                    : Version.HTTP_1_1)
            .executor(executor)
            .build();
    this.chatModel =
        new OpenAiStreamingChatModelBuilder()
            .httpClientBuilder(new ReadyClient(new CallersClient(), settings.readTimeout()))
            .baseUrl(settings.baseUrl().toString())
            .apiKey(settings.apiKey())
            .customHeaders(HEADERS)
            .build();
  }

  public ProviderSettings settings() {
    return settings;
  }

  /** How the provider was when it was last spoken to. Costs nothing. */
  public ProviderState state() {
    return state;
  }

  /**
   * Asks which models the provider has. Blocks for at most {@code patience} without a byte.
   *
   * @return the provider's own names, or nothing where it does not say
   */
  public Optional<List<String>> modelNames(Duration patience) {
    try {
      List<String> names =
          OpenAiModelCatalog.builder()
              .httpClientBuilder(wholeAnswers(patience))
              .baseUrl(settings.baseUrl().toString())
              .apiKey(settings.apiKey())
              .customHeaders(HEADERS)
              .build()
              .listModels()
              .stream()
              .map(ModelDescription::name)
              .toList();
      state = ProviderState.UP;
      return Optional.of(names);
    } catch (ProviderFault fault) {
      noteFailure(fault.code());
      return Optional.empty();
    } catch (BlockingHttpClient.CallInterrupted e) {
      return Optional.empty();
    } catch (RuntimeException unreadable) {
      // Not every compatible server has a list, or one of this form; its models may work for all
      // that.
      return Optional.empty();
    }
  }

  /**
   * A client for calls that are answered whole. What goes wrong is a {@link ProviderFault}, but for
   * an interrupt, after which the flag is set again.
   *
   * @param patience how long the provider may say nothing
   */
  public HttpClientBuilder wholeAnswers(Duration patience) {
    return new BlockingHttpClient(http, errors, patience, () -> false, text -> {}).asBuilder();
  }

  /** A client for one attempt; it stops when the collector does. */
  BlockingHttpClient client(AnswerCollector collector) {
    return new BlockingHttpClient(
        http, errors, settings.readTimeout(), collector::isStopped, collector::onPartialResponse);
  }

  /** Asks for an answer through a client, on this thread, until it has ended. */
  void chat(BlockingHttpClient client, ChatRequest request, StreamingChatResponseHandler handler) {
    CallersClient.through(client, () -> chatModel.chat(request, handler));
  }

  ProviderErrors errors() {
    return errors;
  }

  HttpClient http() {
    return http;
  }

  void noteSuccess() {
    state = ProviderState.UP;
  }

  void noteFailure(Code code) {
    switch (code) {
      case PROVIDER_UNAVAILABLE, PROVIDER_UNAUTHORIZED, PROVIDER_TIMEOUT ->
          state = ProviderState.DOWN;
      case CONTEXT_LENGTH_EXCEEDED, PROVIDER_REJECTED, PROVIDER_RATE_LIMITED ->
          state = ProviderState.UP;
      case OVERLOADED, INTERRUPTED, INTERNAL -> {}
    }
  }

  /** Closes all connections; what is under way breaks off. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
