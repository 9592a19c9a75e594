package dev.parley.adapters.vector.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.parley.application.knowledge.PageFetcher;
import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.application.knowledge.PageFetcherContract;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.FetchPolicy;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GuardedPageFetcherTest extends PageFetcherContract {
  private static final int LIMIT = 100_000;
  private static final Duration SHORT = Duration.ofMillis(700);

  private final SampleSite site = plain();
  private final PageFetcher fetcher = within(Duration.ofSeconds(30));

  private static SampleSite plain() {
    try {
      return SampleSite.plain();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PageFetcher within(Duration limit) {
    return new GuardedPageFetcher(
        new FetchSettings(
            new FetchPolicy(List.of("site.example:" + site.port())), LIMIT, limit, limit),
        host -> InetAddress.getAllByName("127.0.0.1"),
        DefaultClientTlsStrategy.createDefault());
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Override
  protected PageFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected WebAddress address(String path) {
    return WebAddress.parse("http://site.example:" + site.port() + path);
  }

  @Override
  protected void publish(
      WebAddress address, byte[] content, String mediaType, Validators validators) {
    site.page(address.target(), content, mediaType, validators);
  }

  private Fetch fetch(String path) {
    return fetcher.fetch(address(path), Validators.NONE);
  }

  private void assertText(String path, String text) {
    assertThat(fetch(path))
        .isInstanceOfSatisfying(
            Fetch.Fetched.class,
            page -> assertThat(page.content()).asString(UTF_8).isEqualTo(text));
  }

  private void assertFails(String path, DocumentError error) {
    assertThat(fetch(path)).isEqualTo(new Fetch.Failed(error));
  }

  @ParameterizedTest
  @CsvSource({
    "400,URL_UNREACHABLE",
    "401,URL_PROTECTED",
    "403,URL_PROTECTED",
    "404,URL_NOT_FOUND",
    "410,URL_NOT_FOUND",
    "429,URL_UNREACHABLE",
    "500,URL_UNREACHABLE",
    "503,URL_UNREACHABLE",
    "204,URL_UNREACHABLE",
    "300,URL_UNREACHABLE",
    "302,URL_UNREACHABLE",
    "304,URL_UNREACHABLE",
  })
  void saysWhatAStatusMeans(int status, DocumentError error) {
    site.status("/page", status);

    assertFails("/page", error);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsWhereAPageLeads(int status) {
    site.redirect("/a/old", status, "new?x=1").text("/a/new?x=1", "found");

    assertText("/a/old", "found");
    assertThat(fetch("/a/old"))
        .isInstanceOfSatisfying(
            Fetch.Fetched.class,
            page -> assertThat(page.address()).isEqualTo(address("/a/new?x=1")));
  }

  @Test
  void takesNamesThatAreNoneByTheBook() {
    site.text("/page", "found");
    PageFetcher odd =
        new GuardedPageFetcher(
            FetchSettings.of(new FetchPolicy(List.of("under_score.example:" + site.port())), LIMIT),
            host -> InetAddress.getAllByName("127.0.0.1"),
            DefaultClientTlsStrategy.createDefault());

    assertThat(
            odd.fetch(
                WebAddress.parse("http://under_score.example:" + site.port() + "/page"),
                Validators.NONE))
        .isInstanceOf(Fetch.Fetched.class);
  }

  @Test
  void takesAddressesOfTheSixthVersion() {
    site.text("/page", "found");

    assertThat(
            allowing("[::1]:" + site.port())
                .fetch(WebAddress.parse("http://[::1]:" + site.port() + "/page"), Validators.NONE))
        .isInstanceOf(Fetch.Fetched.class);
  }

  @Test
  void followsNoCircles() {
    site.redirect("/a", 302, "/b").redirect("/b", 302, "/a");

    assertFails("/a", DocumentError.URL_UNREACHABLE);
    assertThat(site.requests()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/secret",
        "http://other.example:%d/secret",
        "http://[::1]:%d/secret",
        "http://[::ffff:127.0.0.1]:%d/secret",
        "http://127.0.0.1/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://2130706433:%d/secret",
        "http://user:password@site.example:%d/secret",
        "ftp://site.example:%d/secret",
        "file:///etc/passwd",
        "http://site.example:22/",
      })
  void followsNothingThatMayNotBeAskedItself(String location) {
    site.redirect("/page", 302, location.formatted(site.port())).text("/secret", "secret");

    assertFails("/page", DocumentError.URL_REFUSED);
    assertThat(site.requests()).containsExactly("/page");
  }

  @Test
  void sendsNeitherCookiesNorWhoItIs() {
    site.with(
            "/set",
            exchange -> {
              exchange.getResponseHeaders().set("Set-Cookie", "a=b");
              exchange.getResponseHeaders().set("Location", "/show");
              SampleSite.send(exchange, 302, "", new byte[0]);
            })
        .with(
            "/show",
            exchange ->
                SampleSite.send(
                    exchange,
                    200,
                    "text/plain",
                    String.join(
                            ",", exchange.getRequestHeaders().keySet().stream().sorted().toList())
                        .concat(" " + exchange.getRequestHeaders().getFirst("User-agent"))
                        .getBytes(UTF_8)));

    assertText("/set", "Accept,Accept-encoding,Connection,Host,User-agent ParleyBot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "Video/MP4", "audio/mpeg", "font/woff2"})
  void takesNoPicturesAndSounds(String mediaType) {
    publish(address("/page"), new byte[10], mediaType, Validators.NONE);

    assertFails("/page", DocumentError.UNSUPPORTED_TYPE);
  }

  private static byte[] gzip(int zeros) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] part = new byte[10_000];
      for (int left = zeros; left > 0; left -= part.length) {
        gzip.write(part, 0, Math.min(left, part.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private void packed(String coding, byte[] content) {
    site.with(
        "/page",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", coding);
          SampleSite.send(exchange, 200, "text/plain", content);
        });
  }

  @Test
  void unpacksWhatFits() {
    packed("gzip", gzip(LIMIT));

    assertThat(fetch("/page"))
        .isInstanceOfSatisfying(
            Fetch.Fetched.class, page -> assertThat(page.content()).hasSize(LIMIT));
  }

  @Test
  void stopsUnpackingWhereItIsTooMuch() {
    packed("gzip", gzip(100_000_000));

    assertFails("/page", DocumentError.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip"})
  void takesNoOtherPacking(String coding) {
    packed(coding, gzip(10));

    assertFails("/page", DocumentError.URL_UNREACHABLE);
  }

  @Test
  void takesNoPackingThatIsDamaged() {
    packed("gzip", new byte[100]);

    assertFails("/page", DocumentError.URL_UNREACHABLE);
  }

  private static void sendForEver(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      while (true) {
        body.write(new byte[1_000]);
      }
    }
  }

  @Test
  void takesPagesUpToTheirLargestSize() {
    publish(address("/fits"), new byte[LIMIT], "text/plain", Validators.NONE);
    publish(address("/large"), new byte[LIMIT + 1], "text/plain", Validators.NONE);
    site.with("/endless", GuardedPageFetcherTest::sendForEver);

    assertThat(fetch("/fits")).isInstanceOf(Fetch.Fetched.class);
    assertFails("/large", DocumentError.TOO_LARGE);
    assertFails("/endless", DocumentError.TOO_LARGE);
  }

  @Test
  void readsNothingOfPagesThatLeadElsewhere() {
    site.with(
            "/page",
            exchange -> {
              exchange.getResponseHeaders().set("Location", "/found");
              exchange.sendResponseHeaders(302, 0);
              try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                  body.write(new byte[1_000]);
                }
              }
            })
        .text("/found", "found");

    assertText("/page", "found");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsInTimeHoweverSlowlyAPageComes(boolean begins) {
    site.with(
        "/slow",
        exchange -> {
          try {
            if (begins) {
              exchange.sendResponseHeaders(200, 0);
            }
            while (true) {
              if (begins) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
              }
              Thread.sleep(50);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long start = System.nanoTime();

    assertThat(within(SHORT).fetch(address("/slow"), Validators.NONE))
        .isEqualTo(new Fetch.Failed(DocumentError.TIMEOUT));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(10));
  }

  @Test
  void endsInTimeHoweverSlowlyANameIsLookedUp() {
    PageFetcher slow =
        new GuardedPageFetcher(
            new FetchSettings(new FetchPolicy(List.of()), LIMIT, SHORT, SHORT),
            host -> {
              try {
                Thread.sleep(20_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[0];
            },
            DefaultClientTlsStrategy.createDefault());

    assertThat(slow.fetch(address("/"), Validators.NONE))
        .isEqualTo(new Fetch.Failed(DocumentError.TIMEOUT));
  }

  @Test
  void takesNoHeadersWithoutMeasure() {
    site.with(
            "/long",
            exchange -> {
              exchange.getResponseHeaders().set("X-Long", "x".repeat(20_000));
              SampleSite.send(exchange, 200, "text/plain", new byte[1]);
            })
        .with(
            "/many",
            exchange -> {
              for (int i = 0; i < 200; i++) {
                exchange.getResponseHeaders().set("X-" + i, "x");
              }
              SampleSite.send(exchange, 200, "text/plain", new byte[1]);
            });

    assertFails("/long", DocumentError.URL_UNREACHABLE);
    assertFails("/many", DocumentError.URL_UNREACHABLE);
  }

  @Test
  void saysThatNobodyAnswersInHttp() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = other.accept()) {
                  socket.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      PageFetcher fetchers = allowing("127.0.0.1:" + other.getLocalPort());

      assertThat(
              fetchers.fetch(
                  WebAddress.parse("http://127.0.0.1:" + other.getLocalPort()), Validators.NONE))
          .isEqualTo(new Fetch.Failed(DocumentError.URL_UNREACHABLE));
    }
  }

  private static PageFetcher allowing(String entry) {
    return new GuardedPageFetcher(FetchSettings.of(new FetchPolicy(List.of(entry)), LIMIT));
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }

    assertThat(
            allowing("127.0.0.1:" + port)
                .fetch(WebAddress.parse("http://127.0.0.1:" + port), Validators.NONE))
        .isEqualTo(new Fetch.Failed(DocumentError.URL_UNREACHABLE));
  }

  @Test
  void tellsNamesThatLeadNowhereNotFromThoseThatLeadInside() {
    PageFetcher strict = allowing("unrelated.example");

    for (String address :
        List.of("http://localhost/", "http://127.0.0.1/", "http://nowhere.invalid/")) {
      assertThat(strict.fetch(WebAddress.parse(address), Validators.NONE))
          .isEqualTo(new Fetch.Failed(DocumentError.URL_REFUSED));
    }
  }
}
