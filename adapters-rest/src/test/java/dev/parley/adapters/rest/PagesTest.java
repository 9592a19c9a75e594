package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {
  private static final Pattern ADDRESS = Pattern.compile("(?:src|href|spec-url)=\"([^\"#]+)\"");

  private final RestClient browser = RestClient.stranger(RestServer.shared());

  @Test
  void servesTheChatPageWithNothingFromElsewhere() throws Exception {
    Answer page = browser.get("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains("<title>Parley</title>");
    assertThat(page.header("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/docs/"})
  void servesEverythingThatAPageNames(String path) throws Exception {
    Answer page = browser.get(path);
    assertThat(page.status()).isEqualTo(200);

    assertThat(ADDRESS.matcher(page.text()).results().map(found -> found.group(1)))
        .isNotEmpty()
        .allSatisfy(
            address -> {
              assertThat(address).doesNotContain("://").doesNotStartWith("//");
              String absolute = address.startsWith("/") ? address : "/" + address;
              Answer asset = browser.get(absolute);
              assertThat(asset.status()).as(absolute).isEqualTo(200);
              assertThat(asset.header("X-Content-Type-Options")).isEqualTo("nosniff");
            });
  }

  @Test
  void servesScriptsAsScripts() throws Exception {
    assertThat(browser.get("/assets/api.js").header("Content-Type")).contains("javascript");
    assertThat(browser.get("/docs/res/rapidoc-min.js").header("Content-Type"))
        .contains("javascript");
    assertThat(browser.get("/style.css").header("Content-Type")).startsWith("text/css");
  }

  @Test
  void letsTheDocumentationViewerWorkAndNothingMore() throws Exception {
    assertThat(browser.get("/docs").header("Content-Security-Policy"))
        .contains("script-src 'self';", "style-src 'self' 'unsafe-inline'", "default-src 'none'")
        .doesNotContain("unsafe-eval");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../../logback-test.xml",
        "/..%2Flogback-test.xml",
        "/%2e%2e/logback-test.xml",
        "/assets/",
        "/META-INF/swagger/openapi.yml",
        "/dev/parley/adapters/rest/HttpSettings.class",
      })
  void servesNothingBesides(String path) throws Exception {
    assertProblem(browser.get(path), 404, "not_found");
  }
}
