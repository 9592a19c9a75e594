package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Drafts.Source;
import dev.parley.application.knowledge.Drafts.Vector;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Drafts} does. */
public abstract class DraftsContract {
  private static final String MODEL = "model";
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private static final Source SOURCE = new Source("a".repeat(64), "text/plain");
  private static final ExtractedText TEXT =
      new ExtractedText("Ä pump\n\"quoted\"", List.of(0, 2), Markup.MARKDOWN);

  private Stores stores;
  private Drafts drafts;
  private StoredTenant tenant;
  private StoredTenant other;
  private Document document;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    drafts = stores.drafts();
    tenant = stores.tenant();
    other = stores.tenant();
    document = tenant.withDocument(tenant.withDataset(), "Pumps");
  }

  @Test
  void keepsATextUnderItsSource() {
    drafts.keepText(tenant.id(), document.id(), SOURCE, TEXT);

    assertThat(drafts.text(tenant.id(), document.id(), SOURCE)).contains(TEXT);
    assertThat(drafts.text(tenant.id(), document.id(), new Source("b".repeat(64), "text/plain")))
        .isEmpty();
    assertThat(drafts.text(tenant.id(), document.id(), new Source("a".repeat(64), "text/html")))
        .isEmpty();
    assertThat(drafts.text(other.id(), document.id(), SOURCE)).isEmpty();
  }

  @Test
  void keepsTheLatestTextOnly() {
    Source later = new Source("c".repeat(64), "text/markdown");
    ExtractedText newer = new ExtractedText("newer", List.of(0), Markup.PLAIN);
    drafts.keepText(tenant.id(), document.id(), SOURCE, TEXT);

    drafts.keepText(tenant.id(), document.id(), later, newer);

    assertThat(drafts.text(tenant.id(), document.id(), later)).contains(newer);
    assertThat(drafts.text(tenant.id(), document.id(), SOURCE)).isEmpty();
  }

  @Test
  void keepsVectorsOfEachModelByTheHashOfTheirText() {
    float[] first = {1, 0.5f};
    float[] second = {0.25f, -1};
    drafts.keepVectors(tenant.id(), document.id(), MODEL, List.of(new Vector(ONE, first)));
    drafts.keepVectors(
        tenant.id(),
        document.id(),
        MODEL,
        List.of(new Vector(ONE, first), new Vector(TWO, second), new Vector(TWO, second)));

    Map<String, float[]> kept = drafts.vectors(tenant.id(), document.id(), MODEL);

    assertThat(kept).containsOnlyKeys(ONE, TWO);
    assertThat(kept.get(ONE)).isEqualTo(first);
    assertThat(kept.get(TWO)).isEqualTo(second);
    assertThat(drafts.vectors(tenant.id(), document.id(), "another")).isEmpty();
    assertThat(drafts.vectors(other.id(), document.id(), MODEL)).isEmpty();
  }

  @Test
  void forgetsADocument() {
    Document kept = tenant.withDocument(tenant.withDataset(), "Valves");
    for (DocumentId each : List.of(document.id(), kept.id())) {
      drafts.keepText(tenant.id(), each, SOURCE, TEXT);
      drafts.keepVectors(tenant.id(), each, MODEL, List.of(new Vector(ONE, new float[] {1})));
    }

    drafts.drop(tenant.id(), document.id());
    drafts.drop(other.id(), kept.id());

    assertThat(drafts.text(tenant.id(), document.id(), SOURCE)).isEmpty();
    assertThat(drafts.vectors(tenant.id(), document.id(), MODEL)).isEmpty();
    assertThat(drafts.text(tenant.id(), kept.id(), SOURCE)).contains(TEXT);
    assertThat(drafts.vectors(tenant.id(), kept.id(), MODEL)).hasSize(1);
  }

  @Test
  void keepsNothingOfADocumentThatIsGoneOrForeign() {
    DocumentId gone = new DocumentId(Fixtures.id());
    drafts.keepText(tenant.id(), gone, SOURCE, TEXT);
    drafts.keepVectors(tenant.id(), gone, MODEL, List.of(new Vector(ONE, new float[] {1})));
    drafts.keepText(other.id(), document.id(), SOURCE, TEXT);
    drafts.keepVectors(other.id(), document.id(), MODEL, List.of(new Vector(ONE, new float[] {1})));
    assertThat(drafts.text(tenant.id(), gone, SOURCE)).isEmpty();
    assertThat(drafts.vectors(tenant.id(), gone, MODEL)).isEmpty();
    assertThat(drafts.text(other.id(), document.id(), SOURCE)).isEmpty();
    assertThat(drafts.vectors(other.id(), document.id(), MODEL)).isEmpty();

    drafts.keepText(tenant.id(), document.id(), SOURCE, TEXT);
    stores.documents().remove(tenant.id(), document.id());
    assertThat(drafts.text(tenant.id(), document.id(), SOURCE)).isEmpty();
  }
}
