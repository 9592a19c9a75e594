package dev.parley.application.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every {@link PageFetcher} does. */
public abstract class PageFetcherContract {
  private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

  protected abstract PageFetcher fetcher();

  /** The address of a path on some site. */
  protected abstract WebAddress address(String path);

  /** Has a page hold this from now on. */
  protected abstract void publish(
      WebAddress address, byte[] content, String mediaType, Validators validators);

  private Fetch fetch(String path, Validators known) {
    return fetcher().fetch(address(path), known);
  }

  @Test
  void fetchesWhatIsThere() {
    Validators validators = new Validators("\"one\"", MODIFIED);
    publish(address("/pumps?v=1"), "Größe".getBytes(UTF_8), "text/markdown", validators);

    assertThat(fetch("/pumps?v=1", Validators.NONE))
        .isInstanceOfSatisfying(
            Fetch.Fetched.class,
            page -> {
              assertThat(page.content()).asString(UTF_8).isEqualTo("Größe");
              assertThat(page.mediaType()).isEqualTo("text/markdown");
              assertThat(page.address()).isEqualTo(address("/pumps?v=1"));
              assertThat(page.validators()).isEqualTo(validators);
            });
  }

  @Test
  void fetchesWhatIsEmptyAndOfNoType() {
    publish(address("/empty"), new byte[0], "", Validators.NONE);

    assertThat(fetch("/empty", Validators.NONE))
        .isInstanceOfSatisfying(
            Fetch.Fetched.class,
            page -> {
              assertThat(page.content()).isEmpty();
              assertThat(page.mediaType()).isEmpty();
              assertThat(page.validators()).isEqualTo(Validators.NONE);
            });
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true"})
  void fetchesNothingThatIsKnown(boolean etag, boolean lastModified) {
    Validators validators =
        new Validators(etag ? "W/\"one\"" : null, lastModified ? MODIFIED : null);
    publish(address("/pumps"), "one".getBytes(UTF_8), "text/plain", validators);

    assertThat(fetch("/pumps", validators)).isInstanceOf(Fetch.NotModified.class);
  }

  @Test
  void fetchesAnotherVersionThanTheKnownOne() {
    Validators first = new Validators("\"one\"", null);
    publish(address("/pumps"), "one".getBytes(UTF_8), "text/plain", first);
    publish(
        address("/pumps"),
        "two".getBytes(UTF_8),
        "text/plain",
        new Validators("\"two\"", MODIFIED));

    assertThat(fetch("/pumps", first))
        .isInstanceOfSatisfying(
            Fetch.Fetched.class,
            page -> assertThat(page.content()).asString(UTF_8).isEqualTo("two"));
  }

  @Test
  void saysThatThereIsNothing() {
    assertThat(fetch("/nothing", Validators.NONE))
        .isEqualTo(new Fetch.Failed(DocumentError.URL_NOT_FOUND));
  }
}
