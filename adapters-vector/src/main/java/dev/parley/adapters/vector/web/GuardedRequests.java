package dev.parley.adapters.vector.web;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one page at one address, over a connection of its own: names are looked up once, what
 * they lead to is judged, and the connection goes there. Follows no redirects, keeps no cookies and
 * no connections, knows no proxies.
 */
final class GuardedRequests {
  /** By which sites know the robot; without a version, so that it tells nothing about us. */
  static final String ROBOT = "ParleyBot";

  private static final Http1Config HEADERS =
      Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(16 * 1024).build();
  private static final int BUFFER = 16 * 1024;

  private final FetchSettings settings;
  private final Resolver resolver;
  private final TlsSocketStrategy tls;

  GuardedRequests(FetchSettings settings, Resolver resolver, TlsSocketStrategy tls) {
    this.settings = settings;
    this.resolver = resolver;
    this.tls = tls;
  }

  /**
   * How much of a body is taken.
   *
   * @param cut whether what is beyond is left, rather than too much
   */
  record Room(long bytes, boolean cut) {}

  /** Asks for what is at an address; throws {@link FetchFailure} where the reason is known. */
  Answer get(WebAddress address, Validators known, Room room, Attempt attempt) throws IOException {
    Set<InetAddress> permitted = permitted(address);
    HttpGet request = request(address, known);
    BasicHttpClientConnectionManager connections = connections(permitted, attempt);
    try (MinimalHttpClient client = HttpClients.createMinimal(connections)) {
      attempt.begin(request);
      HttpHost target = new HttpHost(address.uri().getScheme(), address.host(), address.port());
      return answer(client.executeOpen(target, request, null), room);
    } catch (ConnectTimeoutException e) {
      throw new FetchFailure(DocumentError.URL_UNREACHABLE);
    } catch (SocketTimeoutException e) {
      throw new FetchFailure(DocumentError.TIMEOUT);
    } finally {
      // Not closed in good manners: that would read on to the end of whatever is sent.
      request.cancel();
      connections.close(CloseMode.IMMEDIATE);
    }
  }

  private Set<InetAddress> permitted(WebAddress address) throws FetchFailure {
    Set<InetAddress> permitted = new LinkedHashSet<>();
    try {
      for (InetAddress found : resolver.resolve(address.host())) {
        if (settings.policy().permits(address.host(), address.port(), found)) {
          permitted.add(found);
        }
      }
    } catch (UnknownHostException unknown) {
      // As if it led somewhere private: callers are not told which names a network knows.
      throw new FetchFailure(DocumentError.URL_REFUSED);
    }
    if (permitted.isEmpty()) {
      throw new FetchFailure(DocumentError.URL_REFUSED);
    }
    return permitted;
  }

  private static HttpGet request(WebAddress address, Validators known) {
    HttpGet request = new HttpGet(address.uri());
    request.setHeader("User-Agent", ROBOT);
    request.setHeader("Accept", "*/*");
    request.setHeader("Accept-Encoding", "gzip");
    request.setHeader("Connection", "close");
    if (known.etag() != null) {
      request.setHeader("If-None-Match", known.etag());
    }
    if (known.lastModified() != null) {
      request.setHeader("If-Modified-Since", known.lastModified());
    }
    return request;
  }

  private BasicHttpClientConnectionManager connections(Set<InetAddress> permitted, Attempt attempt)
      throws FetchFailure {
    DnsResolver known =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) {
            return permitted.toArray(InetAddress[]::new);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    DetachedSocketFactory sockets = proxy -> new GuardedSocket(permitted);
    BasicHttpClientConnectionManager connections =
        new BasicHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(
                sockets,
                DefaultSchemePortResolver.INSTANCE,
                known,
                RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build()),
            ManagedHttpClientConnectionFactory.builder().http1Config(HEADERS).build());
    long left = Math.max(1, attempt.left().toMillis());
    connections.setConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(
                Timeout.of(
                    Math.min(left, settings.connectLimit().toMillis()), TimeUnit.MILLISECONDS))
            .setSocketTimeout(Timeout.of(left, TimeUnit.MILLISECONDS))
            .build());
    return connections;
  }

  private static Answer answer(ClassicHttpResponse response, Room room) throws IOException {
    int status = response.getCode();
    String mediaType = mediaType(response);
    byte[] body = status == 200 ? body(response, mediaType, room) : new byte[0];
    return new Answer(
        status,
        header(response, "Location"),
        mediaType,
        new Validators(header(response, "ETag"), header(response, "Last-Modified")),
        body);
  }

  private static byte[] body(ClassicHttpResponse response, String mediaType, Room room)
      throws IOException {
    if (isNoText(mediaType)) {
      throw new FetchFailure(DocumentError.UNSUPPORTED_TYPE);
    }
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    if (!room.cut() && entity.getContentLength() > room.bytes()) {
      throw new FetchFailure(DocumentError.TOO_LARGE);
    }
    InputStream content = entity.getContent();
    InputStream raw = room.cut() ? content : new LimitedStream(content, room.bytes());
    InputStream unpacked = unpacked(raw, header(response, "Content-Encoding"));
    return room.cut()
        ? unpacked.readNBytes((int) room.bytes())
        : new LimitedStream(unpacked, room.bytes()).readAllBytes();
  }

  private static InputStream unpacked(InputStream raw, @Nullable String coding) throws IOException {
    return switch (coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> raw;
      case "gzip", "x-gzip" -> new GZIPInputStream(raw, BUFFER);
      default -> throw new FetchFailure(DocumentError.URL_UNREACHABLE);
    };
  }

  private static boolean isNoText(String mediaType) {
    return mediaType.startsWith("image/")
        || mediaType.startsWith("audio/")
        || mediaType.startsWith("video/")
        || mediaType.startsWith("font/");
  }

  private static String mediaType(HttpMessage response) {
    String type = header(response, "Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String header(HttpMessage response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }
}
