package dev.parley.adapters.llm.openai;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one provider on which the calling thread itself writes a request and reads the
 * whole answer. The JDK's client hands each of these to other threads and back, which for short
 * answers costs more than all else that a gateway does; see docs/benchmarks.md. Redirects are not
 * followed and nothing is tried again. Safe for use by many threads, virtual ones best; an
 * interrupt breaks the call off, and with it its connection.
 */
final class BlockingConnections implements AutoCloseable {
  /** There is no more of them than calls of models under way, which have their own bound. */
  private static final int MOST = 10_000;

  /** Shorter than what servers we know of keep idle connections for. */
  private static final TimeValue IDLE = TimeValue.ofSeconds(20);

  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;

  /**
   * @param readTimeout how long the provider may say nothing
   */
  BlockingConnections(Duration connectTimeout, Duration readTimeout) {
    this.connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(MOST)
            .setMaxConnPerRoute(MOST)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .setSocketTimeout(
                        Math.toIntExact(readTimeout.toMillis()), TimeUnit.MILLISECONDS)
                    .setTimeToLive(TimeValue.ofMinutes(5))
                    .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                    .build())
            .build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(readTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .setContentCompressionEnabled(false)
                    .setExpectContinueEnabled(false)
                    .build())
            .setKeepAliveStrategy((response, context) -> IDLE)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableDefaultUserAgent()
            .build();
  }

  /** An answer, whatever its status. */
  @SuppressWarnings("ArrayRecordComponent") // On its way from one socket to another.
  record Answer(int status, HttpHeaders headers, byte[] body) {}

  /** No connection could be made. */
  static final class Unreachable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreachable(IOException cause) {
      super(cause);
    }
  }

  /** The connection ended before the head of an answer had come. */
  static final class Unanswered extends IOException {
    private static final long serialVersionUID = 1L;

    Unanswered(IOException cause) {
      super(cause);
    }
  }

  /**
   * Posts JSON and reads the answer to its end.
   *
   * @param most bytes of an answer with status 200; more is {@link ResponseBody.TooLarge}
   * @param mostOfRefusal bytes of any other, which is cut off there
   * @throws SocketTimeoutException if the provider said nothing for too long
   * @throws IOException if the answer broke off
   */
  Answer post(URI address, Map<String, String> headers, byte[] json, int most, int mostOfRefusal)
      throws IOException, InterruptedException {
    HttpPost post = new HttpPost(address);
    headers.forEach(post::setHeader);
    post.setEntity(new ByteArrayEntity(json, null));
    AtomicBoolean answered = new AtomicBoolean();
    try {
      return client.execute(
          post,
          response -> {
            answered.set(true);
            return response.getCode() == HttpStatus.SC_OK
                ? answer(response, whole(response.getEntity(), most))
                : answer(response, start(response.getEntity(), mostOfRefusal));
          });
    } catch (IOException fault) {
      if (Thread.interrupted() || isInterrupt(fault)) {
        throw new InterruptedException("interrupted while a provider was asked");
      }
      throw translated(fault, answered.get());
    }
  }

  /** A timeout is an {@link InterruptedIOException} too. */
  private static boolean isInterrupt(IOException fault) {
    return fault instanceof InterruptedIOException
        && !(fault instanceof SocketTimeoutException)
        && !(fault instanceof ConnectTimeoutException);
  }

  private static IOException translated(IOException fault, boolean answered) {
    if (fault instanceof ConnectException
        || fault instanceof ConnectTimeoutException
        || fault instanceof UnknownHostException
        || fault instanceof NoRouteToHostException) {
      return new Unreachable(fault);
    }
    return answered || fault instanceof SocketTimeoutException ? fault : new Unanswered(fault);
  }

  private static Answer answer(ClassicHttpResponse response, byte[] body) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
    }
    return new Answer(response.getCode(), HttpHeaders.of(headers, (name, value) -> true), body);
  }

  private static byte[] whole(@Nullable HttpEntity entity, int most) throws IOException {
    long told = entity == null ? 0 : entity.getContentLength();
    if (told > most) {
      throw new ResponseBody.TooLarge(most);
    }
    byte[] body = start(entity, told < 0 ? most + 1 : (int) told);
    if (body.length > most) {
      throw new ResponseBody.TooLarge(most);
    }
    return body;
  }

  private static byte[] start(@Nullable HttpEntity entity, int most) throws IOException {
    return entity == null ? new byte[0] : entity.getContent().readNBytes(most);
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    connections.close(CloseMode.IMMEDIATE);
  }
}
