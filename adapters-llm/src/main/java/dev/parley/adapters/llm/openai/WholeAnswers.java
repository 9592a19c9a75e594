package dev.parley.adapters.llm.openai;

import io.micronaut.core.io.buffer.ByteArrayBufferFactory;
import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.http.client.DefaultHttpClientConfiguration;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.client.HttpClientConfiguration.ConnectionPoolConfiguration;
import io.micronaut.http.client.HttpVersionSelection;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.exceptions.ContentLengthExceededException;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Connections to one provider for requests whose answer is read whole, with no thread that waits.
 * Who asks from an event loop is answered on the same one, without a change of threads; that, for
 * short answers, costs more than all else that a gateway does. See docs/benchmarks.md. Redirects
 * are not followed, and nothing is tried again but, once, a connection that had grown stale. Safe
 * for use by many threads.
 */
public final class WholeAnswers implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Holds the vectors of as many texts as may be embedded at once. */
  private static final int MOST_BYTES = 128 << 20;

  private static final int MOST_BYTES_OF_REFUSAL = 64 << 10;

  /** There is no more of them than calls of models under way, which have their own bound. */
  private static final int MOST_CONNECTIONS = 10_000;

  /** More would be refused by many a server's queue of those who knock. */
  private static final int MOST_CONNECTING = 64;

  /** Shorter than what servers we know of keep idle connections for. */
  private static final Duration IDLE = Duration.ofSeconds(20);

  private static final Duration LIFE = Duration.ofMinutes(5);

  /** Where the client tells which connection a request went out on. */
  private static final String CONNECTION = "netty_channel";

  private static final ByteBodyFactory BODIES =
      ByteBodyFactory.createDefault(ByteArrayBufferFactory.INSTANCE);

  private final RawHttpClient client;

  /**
   * @param readTimeout how long the provider may say nothing
   */
  public WholeAnswers(ProviderClients clients, Duration readTimeout) {
    this.client = clients.client(configuration(readTimeout));
  }

  private static HttpClientConfiguration configuration(Duration readTimeout) {
    ConnectionPoolConfiguration pool = new ConnectionPoolConfiguration();
    pool.setMaxConcurrentHttp1Connections(MOST_CONNECTIONS);
    pool.setMaxPendingConnections(MOST_CONNECTING);
    DefaultHttpClientConfiguration configuration = new DefaultHttpClientConfiguration();
    configuration.setConnectTimeout(CONNECT_TIMEOUT);
    configuration.setReadTimeout(readTimeout);
    configuration.setConnectionPoolIdleTimeout(IDLE);
    configuration.setConnectTtl(LIFE);
    configuration.setMaxContentLength(MOST_BYTES);
    configuration.setFollowRedirects(false);
    configuration.setAlpnModes(List.of(HttpVersionSelection.ALPN_HTTP_1));
    configuration.setProxySelector(ProxySelector.getDefault());
    return configuration;
  }

  /**
   * An answer, whatever its status.
   *
   * @param headers of a refusal; of an answer with status 200 none
   */
  @SuppressWarnings("ArrayRecordComponent") // On its way from one socket to another.
  record Answer(int status, HttpHeaders headers, byte[] body) {}

  /** No connection could be made. */
  static final class Unreachable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreachable(Throwable cause) {
      super(cause);
    }
  }

  /** The connection ended before the head of an answer had come. */
  static final class Unanswered extends IOException {
    private static final long serialVersionUID = 1L;

    Unanswered(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Posts JSON and reads the answer to its end; one that is no 200 up to where it is cut off.
   *
   * @return fails with {@link SocketTimeoutException} if the provider said nothing for too long,
   *     and with another {@link IOException} if there was no answer, or it broke off; to cancel it
   *     closes the connection
   */
  CompletableFuture<Answer> post(URI address, Map<String, String> headers, byte[] json) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    post(address, headers, json, answer, () -> post(address, headers, json, answer, null));
    return answer;
  }

  /**
   * @param again done where the connection ended before the head of an answer had come; null: the
   *     answer fails then
   */
  private void post(
      URI address,
      Map<String, String> headers,
      byte[] json,
      CompletableFuture<Answer> answer,
      @Nullable Runnable again) {
    MutableHttpRequest<Object> post = HttpRequest.POST(address, null);
    headers.forEach(post::header);
    var unused =
        answer.whenComplete(
            (came, fault) -> {
              if (answer.isCancelled()) {
                breakOff(post);
              }
            });
    client.exchange(post, BODIES.adapt(json), null).subscribe(new Reader(post, answer, again));
  }

  /** Closes the connection that a request went out on, if it has. */
  private static void breakOff(HttpRequest<?> post) {
    Channel connection = post.getAttribute(CONNECTION, Channel.class).orElse(null);
    if (connection != null) {
      var unused = connection.close();
    }
  }

  /** Reads the one response there is. */
  private static final class Reader implements Subscriber<HttpResponse<?>> {
    private final HttpRequest<?> post;
    private final CompletableFuture<Answer> answer;
    private final @Nullable Runnable again;

    Reader(HttpRequest<?> post, CompletableFuture<Answer> answer, @Nullable Runnable again) {
      this.post = post;
      this.answer = answer;
      this.again = again;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    public void onNext(HttpResponse<?> response) {
      ByteBodyHttpResponse<?> whole = (ByteBodyHttpResponse<?>) response;
      ByteBody body = whole.byteBody();
      boolean isTooLarge = !isRefusal(whole) && body.expectedLength().orElse(0) > MOST_BYTES;
      if (isTooLarge || answer.isDone()) {
        whole.close();
        breakOff(post);
        answer.completeExceptionally(new ResponseBody.TooLarge(MOST_BYTES));
        return;
      }
      CompletableFuture<byte[]> read =
          isRefusal(whole)
              ? start(body, () -> breakOff(post))
              : body.buffer().thenApply(WholeAnswers::bytes);
      var unused =
          read.whenComplete(
              (bytes, fault) -> {
                if (bytes == null) {
                  answer.completeExceptionally(broken(fault));
                } else {
                  answer.complete(new Answer(whole.code(), told(whole), bytes));
                }
              });
    }

    @Override
    public void onError(Throwable fault) {
      IOException failure = unanswered(fault);
      if (again != null && failure instanceof Unanswered && !answer.isDone()) {
        again.run();
      } else {
        answer.completeExceptionally(failure);
      }
    }

    /** After the response; without one, nobody would be told of anything else. */
    @Override
    public void onComplete() {}
  }

  private static byte[] bytes(CloseableAvailableByteBody body) {
    try (body) {
      return body.toByteArray();
    }
  }

  private static boolean isRefusal(HttpResponse<?> response) {
    return response.code() != 200;
  }

  /** Nobody asks for the headers of a good answer. */
  private static HttpHeaders told(HttpResponse<?> response) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (isRefusal(response)) {
      response.getHeaders().forEach(headers::put);
    }
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  /** The first bytes of a body, up to where it is cut off. */
  private static CompletableFuture<byte[]> start(ByteBody body, Runnable breakOff) {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    body.toByteArrayPublisher().subscribe(new Start(read, breakOff));
    return read;
  }

  /** Collects what comes until it is enough, and breaks off the rest. */
  private static final class Start implements Subscriber<byte[]> {
    private final CompletableFuture<byte[]> read;
    private final Runnable breakOff;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;

    Start(CompletableFuture<byte[]> read, Runnable breakOff) {
      this.read = read;
      this.breakOff = breakOff;
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
      subscription = newSubscription;
      newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(byte[] piece) {
      bytes.write(piece, 0, Math.min(piece.length, MOST_BYTES_OF_REFUSAL - bytes.size()));
      if (bytes.size() == MOST_BYTES_OF_REFUSAL) {
        Objects.requireNonNull(subscription).cancel();
        breakOff.run();
        read.complete(bytes.toByteArray());
      }
    }

    @Override
    public void onError(Throwable fault) {
      read.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
      read.complete(bytes.toByteArray());
    }
  }

  /** Why a body did not come to its end. */
  private static IOException broken(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof ContentLengthExceededException
          || each instanceof io.micronaut.http.exceptions.ContentLengthExceededException) {
        return new ResponseBody.TooLarge(MOST_BYTES);
      }
      if (isSilence(each)) {
        return silence(each);
      }
    }
    return new IOException(fault);
  }

  /** Why there was no response. */
  private static IOException unanswered(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof ConnectException
          || each instanceof UnknownHostException
          || each instanceof NoRouteToHostException
          || each instanceof UnresolvedAddressException) {
        return new Unreachable(fault);
      }
      if (isSilence(each)) {
        return silence(each);
      }
    }
    return new Unanswered(fault);
  }

  private static boolean isSilence(Throwable fault) {
    return fault instanceof ReadTimeoutException
        || fault instanceof io.netty.handler.timeout.ReadTimeoutException;
  }

  private static IOException silence(Throwable cause) {
    IOException silence = new SocketTimeoutException("nothing came");
    silence.initCause(cause);
    return silence;
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException("connections cannot be closed", e);
    }
  }
}
