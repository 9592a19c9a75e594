package dev.parley.adapters.vector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.FetchPolicy;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that lead elsewhere than they did. Here 127.0.0.2 may be connected to, 127.0.0.1 not. */
class ConnectedAddressTest {
  private static final String PASSWORD = "no secret";

  private static InetAddress address(String numbers) throws Exception {
    return InetAddress.getByName(numbers);
  }

  private static GuardedPageFetcher fetcher(SampleSite site, Resolver resolver) {
    return new GuardedPageFetcher(
        new FetchSettings(
            new FetchPolicy(List.of("127.0.0.2:" + site.port())),
            1_000,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5)),
        resolver,
        DefaultClientTlsStrategy.createDefault());
  }

  private static Fetch fetch(SampleSite site, Resolver resolver) {
    return fetcher(site, resolver)
        .fetch(
            WebAddress.parse("http://rebinding.example:" + site.port() + "/page"), Validators.NONE);
  }

  @Test
  void asksForANameOnceAndConnectsToWhatItJudged() throws Exception {
    try (SampleSite site = SampleSite.plain().text("/page", "public")) {
      // One answer for robots.txt and one for the page; a third question would find nothing.
      Queue<InetAddress> answers =
          new ArrayDeque<>(List.of(address("127.0.0.2"), address("127.0.0.2")));

      assertThat(fetch(site, host -> new InetAddress[] {answers.remove()}))
          .isInstanceOf(Fetch.Fetched.class);

      assertThat(answers).isEmpty();
      assertThat(site.addresses()).containsOnly("127.0.0.2");
    }
  }

  @Test
  void followsNoNameThatLeadsInsideTheSecondTime() throws Exception {
    try (SampleSite site = SampleSite.plain().text("/page", "secret")) {
      Queue<InetAddress> answers =
          new ArrayDeque<>(List.of(address("127.0.0.2"), address("127.0.0.1")));

      assertThat(fetch(site, host -> new InetAddress[] {answers.remove()}))
          .isEqualTo(new Fetch.Failed(DocumentError.URL_REFUSED));

      assertThat(site.requests()).isEmpty();
    }
  }

  @Test
  void leavesOutThoseAddressesOfANameThatLeadInside() throws Exception {
    try (SampleSite site = SampleSite.plain().text("/page", "public")) {
      InetAddress[] mixed = {address("127.0.0.1"), address("127.0.0.2"), address("::1")};

      assertThat(fetch(site, host -> mixed.clone())).isInstanceOf(Fetch.Fetched.class);

      assertThat(site.addresses()).containsOnly("127.0.0.2");
    }
  }

  @Test
  void connectsASocketToNothingThatWasNotJudged() throws Exception {
    try (SampleSite site = SampleSite.plain();
        Socket socket = new GuardedSocket(Set.of(address("127.0.0.2")))) {
      for (InetSocketAddress other :
          List.of(
              new InetSocketAddress(address("127.0.0.1"), site.port()),
              InetSocketAddress.createUnresolved("127.0.0.2", site.port()))) {
        assertThatExceptionOfType(FetchFailure.class).isThrownBy(() -> socket.connect(other));
      }
      assertThat(socket.isConnected()).isFalse();
      socket.connect(new InetSocketAddress(address("127.0.0.2"), site.port()));
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private static SSLContext certified(Path folder, String host) throws Exception {
    Path keys = folder.resolve(host + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "site",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @CsvSource({"site.example,true,true", "other.example,true,false", "site.example,false,false"})
  void believesASiteThatCanProveItsName(
      String certified, boolean trusted, boolean fetched, @TempDir Path folder) throws Exception {
    SSLContext context = certified(folder, certified);
    try (SampleSite site = SampleSite.secure(context).text("/page", "secret")) {
      GuardedPageFetcher fetcher =
          new GuardedPageFetcher(
              FetchSettings.of(new FetchPolicy(List.of("site.example:" + site.port())), 1_000),
              host -> new InetAddress[] {address127()},
              trusted
                  ? new DefaultClientTlsStrategy(context)
                  : DefaultClientTlsStrategy.createDefault());

      Fetch fetch =
          fetcher.fetch(
              WebAddress.parse("https://site.example:" + site.port() + "/page"), Validators.NONE);

      if (fetched) {
        assertThat(fetch).isInstanceOf(Fetch.Fetched.class);
      } else {
        assertThat(fetch).isEqualTo(new Fetch.Failed(DocumentError.URL_UNREACHABLE));
        assertThat(site.requests()).isEmpty();
      }
    }
  }

  private static InetAddress address127() {
    return InetAddress.getLoopbackAddress();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/,http://a.example/b,false",
    "https://a.example/,https://b.example/,true",
    "http://a.example/,https://a.example/,true",
    "http://a.example/,http://b.example/,true",
  })
  void asksForNothingAloudThatWasAskedInSecret(String from, String location, boolean followed) {
    Answer answer = new Answer(302, location, "", Validators.NONE, new byte[0]);

    assertThat(Redirects.next(WebAddress.parse(from), answer).isPresent()).isEqualTo(followed);
  }
}
