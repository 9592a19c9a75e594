package dev.parley.adapters.llm.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.parley.domain.conversation.RunFailure.Code;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets langchain4j speak over the JDK's HTTP client, on the calling thread from the first byte to
 * the last. langchain4j's own client does the same on other threads, and with that gives up what we
 * need: time limits between tokens, breaking off before the headers have come, the headers of a
 * refusal, and a sender that is slowed down by a slow reader.
 *
 * <p>An interrupt breaks the call off; the interrupt flag is set again and the listener hears
 * {@link CallInterrupted}. All else that goes wrong is a {@link ProviderFault}.
 */
final class BlockingHttpClient implements HttpClient {
  private static final String END_OF_STREAM = "[DONE]";
  private static final long MAX_STREAM_BYTES = 128L << 20;
  private static final int MAX_DOCUMENT_BYTES = 8 << 20;
  private static final int MAX_ERROR_BYTES = 64 << 10;

  /** How long a provider may take over the text of a refusal. */
  private static final Duration ERROR_PATIENCE = Duration.ofSeconds(5);

  private final java.net.http.HttpClient http;
  private final ProviderErrors errors;
  private final Duration patience;
  private final BooleanSupplier stopped;
  private final Consumer<String> texts;
  private boolean endOfStream;

  /**
   * @param patience how long the provider may say nothing
   * @param stopped whether nobody listens any more; asked between events
   * @param texts takes what a stream says in chunks that say nothing else, past langchain4j, which
   *     costs fifteen times as much; it is told of all other events
   */
  BlockingHttpClient(
      java.net.http.HttpClient http,
      ProviderErrors errors,
      Duration patience,
      BooleanSupplier stopped,
      Consumer<String> texts) {
    this.http = Objects.requireNonNull(http);
    this.errors = Objects.requireNonNull(errors);
    this.patience = Objects.requireNonNull(patience);
    this.stopped = Objects.requireNonNull(stopped);
    this.texts = Objects.requireNonNull(texts);
  }

  /** The calling thread was interrupted. */
  static final class CallInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallInterrupted() {
      super("interrupted", null, false, false);
    }
  }

  /** Whether the provider has said that there is no more. */
  boolean sawEndOfStream() {
    return endOfStream;
  }

  /** As langchain4j asks for it. */
  HttpClientBuilder asBuilder() {
    return new ReadyClient(this, patience);
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(request);
    try (ResponseBody body = bodyOf(response, patience, MAX_DOCUMENT_BYTES)) {
      return SuccessfulHttpResponse.builder()
          .statusCode(response.statusCode())
          .headers(response.headers().map())
          .body(body.readAllBytes())
          .build();
    } catch (IOException e) {
      throw translated(e);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(request);
      try (ResponseBody body = bodyOf(response, patience, MAX_STREAM_BYTES)) {
        requireEvents(response);
        read(body, listener);
      }
    } catch (ProviderFault | CallInterrupted e) {
      listener.onError(e);
    }
  }

  private void read(ResponseBody body, ServerSentEventListener listener) {
    Watched watched = new Watched(listener, body);
    try {
      new EventReader(body, watched).read();
    } catch (IOException e) {
      watched.broken(e);
    }
    if (!watched.isStopped()) {
      listener.onClose();
    }
  }

  /** Sends a request and waits for the headers of a successful response. */
  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request) {
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent =
        http.sendAsync(jdkRequest(request), BodyHandlers.ofPublisher());
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
    try {
      response = sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallInterrupted();
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw errors.silent(patience);
    } catch (ExecutionException e) {
      throw unsent(e.getCause());
    }
    if (response.statusCode() != 200) {
      throw errors.status(response.statusCode(), response.headers(), textOf(response));
    }
    return response;
  }

  private static java.net.http.HttpRequest jdkRequest(HttpRequest request) {
    java.net.http.HttpRequest.Builder builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.body();
    builder.method(
        request.method().name(),
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return builder.build();
  }

  /** Without headers nothing was generated for us, as far as anyone can tell. */
  private ProviderFault unsent(@Nullable Throwable cause) {
    if (cause instanceof ConnectException
        || cause instanceof HttpConnectTimeoutException
        || cause instanceof UnresolvedAddressException) {
      return errors.unreachable();
    }
    return errors.brokeOff();
  }

  private static ResponseBody bodyOf(
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, Duration patience, long maxBytes) {
    ResponseBody body = new ResponseBody(patience, maxBytes);
    response.body().subscribe(body);
    return body;
  }

  /** The beginning of a refusal's text, or nothing where it does not come. */
  private static String textOf(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
    try (ResponseBody body = bodyOf(response, ERROR_PATIENCE, MAX_ERROR_BYTES)) {
      return new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private void requireEvents(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html") || type.startsWith("application/json")) {
      throw ProviderFault.lasting(
          Code.PROVIDER_UNAVAILABLE,
          errors.provider() + " answered with no stream (expected: text/event-stream).");
    }
  }

  private RuntimeException translated(Throwable cause) {
    return switch (cause) {
      case ProviderFault fault -> fault;
      case InterruptedIOException interrupted -> new CallInterrupted();
      case HttpTimeoutException timeout -> errors.silent(patience);
      case ResponseBody.TooLarge tooLarge -> errors.tooMuch();
      case IOException broken -> errors.brokeOff();
      default -> errors.unreadable();
    };
  }

  /** Stands between reader and listener: translates errors and stops when nobody listens. */
  private final class Watched implements EventReader.Listener, ServerSentEventParsingHandle {
    private final ServerSentEventListener listener;
    private final ResponseBody body;
    private final ServerSentEventContext context = new ServerSentEventContext(this);
    private boolean failed;
    private boolean cancelled;

    Watched(ServerSentEventListener listener, ResponseBody body) {
      this.listener = listener;
      this.body = body;
    }

    @Override
    public boolean isStopped() {
      return failed || cancelled || stopped.getAsBoolean();
    }

    @Override
    public void text(String text) {
      texts.accept(text);
    }

    @Override
    public void event(ServerSentEvent event) {
      if (END_OF_STREAM.equals(event.data().strip())) {
        endOfStream = true;
      } else if ("error".equals(event.event())) {
        fail(errors.event(event.data()).orElseGet(errors::brokeOff));
      } else {
        errors
            .event(event.data())
            .ifPresentOrElse(this::fail, () -> listener.onEvent(event, context));
      }
    }

    void broken(IOException cause) {
      if (!isStopped()) {
        fail(translated(cause));
      }
    }

    private void fail(RuntimeException fault) {
      failed = true;
      body.close();
      listener.onError(fault);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
