package dev.parley.adapters.llm.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.parley.application.model.ModelGateway;
import dev.parley.application.outcome.Cancellable;
import dev.parley.domain.conversation.RunFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model behind OpenAI's protocol, for callers who speak it too. Bytes pass as they are: nothing
 * is tried again here but a connection that had grown stale, since the callers' clients try again
 * themselves.
 */
public final class OpenAiGateway implements ModelGateway {
  private static final long MAX_STREAM_BYTES = 128L << 20;
  private static final int MAX_ERROR_BYTES = 64 << 10;
  private static final Duration ERROR_PATIENCE = Duration.ofSeconds(5);

  private final OpenAiEndpoint endpoint;
  private final WholeAnswers wholeAnswers;
  private final byte[] name;
  private final URI chat;
  private final URI embeddings;
  private final Map<String, String> wholeHeaders;
  private final Map<String, String> streamHeaders;

  /**
   * @param name the provider's own name of the model
   */
  public OpenAiGateway(OpenAiEndpoint endpoint, WholeAnswers wholeAnswers, String name) {
    this.endpoint = Objects.requireNonNull(endpoint);
    this.wholeAnswers = Objects.requireNonNull(wholeAnswers);
    this.name =
        ("\"" + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + "\"")
            .getBytes(StandardCharsets.UTF_8);
    ProviderSettings settings = endpoint.settings();
    this.chat = URI.create(settings.baseUrl() + "/chat/completions");
    this.embeddings = URI.create(settings.baseUrl() + "/embeddings");
    this.wholeHeaders = headers(settings, "application/json");
    this.streamHeaders = headers(settings, "text/event-stream");
  }

  @Override
  public CompletableFuture<Reply> sendWhole(Call call) {
    return Cancellable.after(
        wholeAnswers.post(address(call), headers(call), body(call)),
        (answer, fault) -> {
          if (answer == null && fault instanceof CancellationException) {
            throw new CancellationException();
          }
          return noted(outcome(() -> whole(call, answer(answer, fault))));
        });
  }

  @Override
  public Reply send(Call call) throws InterruptedException {
    return call.stream() ? noted(begun(call)) : awaited(sendWhole(call));
  }

  private static Reply awaited(CompletableFuture<Reply> reply) throws InterruptedException {
    try {
      return reply.get();
    } catch (InterruptedException e) {
      reply.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer could not be read", e.getCause());
    }
  }

  private Reply begun(Call call) throws InterruptedException {
    try {
      return streamed(call);
    } catch (ProviderFault fault) {
      return failed(fault);
    }
  }

  private static Reply outcome(Supplier<Reply> reading) {
    try {
      return reading.get();
    } catch (ProviderFault fault) {
      return failed(fault);
    }
  }

  private static Reply failed(ProviderFault fault) {
    return new Reply.Failed(new Failure(fault.failure(), null, fault.retryAfter()));
  }

  private Reply noted(Reply reply) {
    switch (reply) {
      case Reply.Failed failed -> endpoint.noteFailure(failed.failure().cause().code());
      case Reply.Whole whole -> endpoint.noteSuccess();
      case Reply.Begun begun -> endpoint.noteSuccess();
    }
    return reply;
  }

  private Reply streamed(Call call) throws InterruptedException {
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = exchanged(request(call));
    ResponseBody body = new ResponseBody(endpoint.settings().readTimeout(), MAX_STREAM_BYTES);
    response.body().subscribe(body);
    boolean passed = false;
    try {
      if (response.statusCode() != 200) {
        return refused(response.statusCode(), response.headers(), text(body));
      }
      String type =
          response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
      if (type.startsWith("text/html") || type.startsWith("application/json")) {
        return notAStream(body);
      }
      Reply begun = begun(call, body);
      passed = begun instanceof Reply.Begun;
      return begun;
    } finally {
      if (!passed) {
        body.close();
      }
    }
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(call)).POST(BodyPublishers.ofByteArray(body(call)));
    headers(call).forEach(request::header);
    return request.build();
  }

  private URI address(Call call) {
    return switch (call.operation()) {
      case CHAT -> chat;
      case EMBEDDINGS -> embeddings;
    };
  }

  private Map<String, String> headers(Call call) {
    return call.stream() ? streamHeaders : wholeHeaders;
  }

  private static Map<String, String> headers(ProviderSettings settings, String accepted) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", accepted);
    headers.put("User-Agent", "parley");
    if (settings.apiKey() != null) {
      headers.put("Authorization", "Bearer " + settings.apiKey());
    }
    return headers;
  }

  private byte[] body(Call call) {
    return ByteBuffer.allocate(call.before().length + name.length + call.after().length)
        .put(call.before())
        .put(name)
        .put(call.after())
        .array();
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> exchanged(HttpRequest request)
      throws InterruptedException {
    try {
      return exchange(request);
    } catch (StaleConnection stale) {
      try {
        return exchange(request);
      } catch (StaleConnection again) {
        throw endpoint.errors().brokeOff();
      }
    }
  }

  /** The connection ended before a byte came back, as one does that had lain idle too long. */
  private static final class StaleConnection extends Exception {
    private static final long serialVersionUID = 1L;

    StaleConnection() {
      super(null, null, false, false);
    }
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> exchange(HttpRequest request)
      throws InterruptedException, StaleConnection {
    Duration patience = endpoint.settings().readTimeout();
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent =
        endpoint.http().sendAsync(request, BodyHandlers.ofPublisher());
    try {
      return sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw endpoint.errors().silent(patience);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ConnectException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof UnresolvedAddressException) {
        throw endpoint.errors().unreachable();
      }
      if (cause instanceof IOException) {
        throw new StaleConnection();
      }
      throw endpoint.errors().brokeOff();
    }
  }

  private Reply refused(int status, HttpHeaders headers, String text) {
    ProviderErrors errors = endpoint.errors();
    ProviderFault fault = errors.status(status, headers, text);
    Said said = errors.said(status, text, endpoint.settings().apiKey()).orElse(null);
    return new Reply.Failed(new Failure(fault.failure(), said, fault.retryAfter()));
  }

  private String text(ResponseBody body) throws InterruptedException {
    try {
      return new String(body.readWithin(ERROR_PATIENCE, MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (InterruptedIOException e) {
      Thread.interrupted();
      throw new InterruptedException("interrupted while a refusal was read");
    } catch (IOException e) {
      return "";
    }
  }

  private Reply notAStream(ResponseBody body) throws InterruptedException {
    ProviderFault fault =
        endpoint
            .errors()
            .event(text(body))
            .orElseGet(
                () ->
                    ProviderFault.lasting(
                        RunFailure.Code.PROVIDER_UNAVAILABLE,
                        endpoint.errors().provider()
                            + " answered with no stream (expected: text/event-stream)."));
    return new Reply.Failed(new Failure(fault.failure(), null, fault.retryAfter()));
  }

  private Reply whole(Call call, WholeAnswers.Answer answer) {
    byte[] json = answer.body();
    if (answer.status() != 200) {
      return refused(answer.status(), answer.headers(), new String(json, StandardCharsets.UTF_8));
    }
    JsonSpans spans;
    try {
      spans = JsonSpans.of(json, 0, json.length);
    } catch (IOException e) {
      throw endpoint.errors().unreadable();
    }
    if (spans.error() && !spans.choices()) {
      throw endpoint
          .errors()
          .event(new String(json, StandardCharsets.UTF_8))
          .orElseGet(endpoint.errors()::unreadable);
    }
    if (!spans.choices()) {
      throw endpoint.errors().unreadable();
    }
    return new Reply.Whole(json, spans.usage() == null ? estimate(call, json) : spans.usage());
  }

  private WholeAnswers.Answer answer(
      WholeAnswers.@Nullable Answer answer, @Nullable Throwable fault) {
    if (answer != null) {
      return answer;
    }
    throw switch (Objects.requireNonNull(fault)) {
      case WholeAnswers.Unreachable e -> endpoint.errors().unreachable();
      case SocketTimeoutException e -> endpoint.errors().silent(endpoint.settings().readTimeout());
      case ResponseBody.TooLarge e -> endpoint.errors().tooMuch();
      case IOException e -> endpoint.errors().brokeOff();
      default -> new IllegalStateException("no answer", fault);
    };
  }

  /** Vectors are no tokens, and an answer has about four characters for each. */
  private static Used estimate(Call call, byte[] json) {
    int written = call.operation() == Operation.CHAT ? json.length / 4 : 0;
    return new Used(0, 0, written, false);
  }

  private Reply begun(Call call, ResponseBody body) throws InterruptedException {
    ChunkStream chunks =
        new ChunkStream(
            body, endpoint.errors(), endpoint.settings().readTimeout(), call.tellUsage());
    byte[] first = chunks.next();
    if (first == null) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before the first piece");
      }
      Failure failure = chunks.failure();
      return new Reply.Failed(
          failure == null
              ? new Failure(endpoint.errors().brokeOff().failure(), null, null)
              : failure);
    }
    return new Reply.Begun(new Rest(first, chunks));
  }

  /** A stream whose first piece has been read already. */
  private static final class Rest implements Pieces {
    private byte @Nullable [] first;
    private final ChunkStream chunks;

    Rest(byte[] first, ChunkStream chunks) {
      this.first = first;
      this.chunks = chunks;
    }

    @Override
    public byte @Nullable [] next() {
      byte[] piece = first;
      if (piece != null) {
        first = null;
        return piece;
      }
      return chunks.next();
    }

    @Override
    public @Nullable Failure failure() {
      return first == null ? chunks.failure() : null;
    }

    @Override
    public Used used() {
      return chunks.used();
    }

    @Override
    public void close() {
      chunks.close();
    }
  }
}
