package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents from addresses: fetched, found, fetched anew, and refused where they lead inside. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PageIngestionTest {
  private static Workspace workspace;
  private static LocalSite site;
  private static String dataset;

  @BeforeAll
  static void prepare() {
    workspace = Workspace.create(Servers.administered().administrator(), "pages");
    site = Servers.site();
    dataset = workspace.createDataset("Pages");
  }

  private static String add(String url) {
    return workspace
        .admin()
        .post(Workspace.documents(dataset), Map.of("url", url))
        .expect(202)
        .json()
        .text("document_id");
  }

  private static Json refresh(String document) {
    workspace
        .admin()
        .post(Workspace.documents(dataset) + "/" + document + "/refresh", Map.of())
        .expect(202);
    return ended(document);
  }

  private static Json ended(String document) {
    return Await.value(
        () -> "ended: " + workspace.document(dataset, document),
        () -> {
          Json state = workspace.document(dataset, document);
          String status = state.text("status");
          return status.equals("indexed") || status.equals("failed")
              ? Optional.of(state)
              : Optional.empty();
        });
  }

  private static String found(String question) {
    return workspace
        .admin()
        .post("/v1/search", Map.of("query", question, "mode", "keyword"))
        .expect(200)
        .json()
        .list("passages")
        .toString();
  }

  @Test
  void fetchesAPageAndItsNewerVersion() {
    site.publish(
        "/zeppelin?lang=en",
        "<html><body><h1>Hangar</h1><p>The zeppelin Bramante is moored at mast seven.</p></body>");
    String document = add(site.url("/zeppelin?lang=en#top"));

    Json indexed = workspace.awaitIndexed(dataset, document);

    assertThat(indexed.text("source_url")).isEqualTo(site.url("/zeppelin?lang=en"));
    assertThat(indexed.text("media_type")).isEqualTo("text/html");
    assertThat(found("Where is Bramante moored?")).contains("mast seven");
    assertThat(add(site.url("/zeppelin?lang=en"))).as("the same address").isEqualTo(document);

    assertThat(refresh(document).text("status")).isEqualTo("indexed");
    assertThat(site.answers()).contains("200 /zeppelin?lang=en", "304 /zeppelin?lang=en");

    site.publish(
        "/zeppelin?lang=en",
        "<html><body><h1>Hangar</h1><p>The zeppelin Bramante is moored at mast nine.</p></body>");
    assertThat(refresh(document).text("status")).isEqualTo("indexed");
    assertThat(found("Where is Bramante moored?")).contains("mast nine").doesNotContain("seven");
  }

  @Test
  void saysWhyAPageCannotBeFetchedAndNothingOfTheNetwork() {
    String missing = add(site.url("/nothing"));
    String metadata = add("http://169.254.169.254/latest/meta-data/");
    String self = add(Servers.administered().url() + "/v1/health");

    Json notFound = ended(missing);
    assertThat(notFound.text("status")).isEqualTo("failed");
    assertThat(notFound.get("error").text("code")).isEqualTo("url_not_found");
    for (String inside : new String[] {metadata, self}) {
      Json refused = ended(inside);
      assertThat(refused.get("error").text("code")).isEqualTo("url_refused");
      assertThat(refused.get("error").text("detail"))
          .doesNotContain("127.0.0.1", "169.254", "localhost");
    }
  }
}
