package dev.parley.adapters.vector.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.FetchPolicy;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsTest {
  private final SampleSite site = site();
  private final GuardedPageFetcher fetcher =
      new GuardedPageFetcher(
          FetchSettings.of(new FetchPolicy(List.of("127.0.0.0/8:" + site.port())), 100_000));

  private static SampleSite site() {
    try {
      return SampleSite.plain().text("/page", "page");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Fetch fetch(String target) {
    return fetcher.fetch(
        WebAddress.parse("http://127.0.0.1:" + site.port() + target), Validators.NONE);
  }

  private void assertFails(DocumentError error) {
    assertThat(fetch("/page")).isEqualTo(new Fetch.Failed(error));
    assertThat(site.requests()).isEmpty();
  }

  @Test
  void leavesAloneWhatASiteAsksToLeaveAlone() {
    site.text("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: parleybot\nDisallow: /page");

    assertFails(DocumentError.URL_ROBOTS);
    assertThat(fetch("/other")).isEqualTo(new Fetch.Failed(DocumentError.URL_NOT_FOUND));
  }

  @Test
  void asksASiteOnceForAWhile() {
    site.text("/robots.txt", "User-agent: *\nDisallow: /private");

    assertThat(fetch("/page")).isInstanceOf(Fetch.Fetched.class);
    assertThat(fetch("/page")).isInstanceOf(Fetch.Fetched.class);
    assertThat(site.robots()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"400", "401", "403", "404", "410", "429", "204"})
  void mayReadWhatNobodySaysAnythingAbout(int status) {
    site.status("/robots.txt", status);

    assertThat(fetch("/page")).isInstanceOf(Fetch.Fetched.class);
  }

  @ParameterizedTest
  @CsvSource({"500", "503"})
  void leavesASiteAloneThatCannotSay(int status) {
    site.status("/robots.txt", status);

    assertFails(DocumentError.URL_ROBOTS);
    site.text("/robots.txt", "");
    assertThat(fetch("/page")).as("asked again").isInstanceOf(Fetch.Fetched.class);
  }

  @Test
  void followsRobotsElsewhereButNotInside() {
    site.redirect("/robots.txt", 301, "http://127.0.0.2:" + site.port() + "/rules")
        .text("/rules", "User-agent: *\nDisallow: /");
    assertThat(fetch("/page")).isEqualTo(new Fetch.Failed(DocumentError.URL_ROBOTS));

    site.redirect("/robots.txt", 301, "http://169.254.169.254/robots.txt");
    assertThat(
            fetcher.fetch(
                WebAddress.parse("http://127.0.0.3:" + site.port() + "/page"), Validators.NONE))
        .isEqualTo(new Fetch.Failed(DocumentError.URL_REFUSED));
  }

  @Test
  void takesCirclesForNothingSaid() {
    site.redirect("/robots.txt", 302, "/robots.txt");

    assertThat(fetch("/page")).isInstanceOf(Fetch.Fetched.class);
    assertThat(site.robots()).isEqualTo(6);
  }

  @Test
  void readsTheBeginningOfWhatIsTooLong() {
    site.text(
        "/robots.txt",
        "User-agent: *\nDisallow: /page\n" + "# long\n".repeat(100_000) + "Allow: /page\n");

    assertFails(DocumentError.URL_ROBOTS);
  }

  @Test
  void asksEverySiteOnTheWay() {
    site.redirect("/away", 302, "http://127.0.0.2:" + site.port() + "/page")
        .with(
            "/robots.txt",
            exchange -> {
              boolean second =
                  exchange.getLocalAddress().getAddress().getHostAddress().equals("127.0.0.2");
              String rules = "User-agent: *\nDisallow: " + (second ? "/" : "");
              SampleSite.send(exchange, 200, "text/plain", rules.getBytes(StandardCharsets.UTF_8));
            });

    assertThat(fetch("/away")).isEqualTo(new Fetch.Failed(DocumentError.URL_ROBOTS));
    assertThat(site.requests()).containsExactly("/away");
  }
}
