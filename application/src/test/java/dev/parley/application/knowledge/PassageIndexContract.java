package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.Chunks.Beside;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.util.DoubleComparator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link PassageIndex} does. */
public abstract class PassageIndexContract {
  /** Of the default embedding model, since an index may insist on one. */
  protected static final int DIMENSION = 384;

  protected static final String MODEL = "all-minilm-l6-v2";

  /** Of the same chunk, and as near as floats are. */
  private static final Comparator<Scored<ChunkId>> NEARLY =
      Comparator.<Scored<ChunkId>, UUID>comparing(hit -> hit.item().value())
          .thenComparing(Scored::score, new DoubleComparator(1e-6));

  protected final TenantId tenant = new TenantId(new UUID(1, 1));
  protected final TenantId otherTenant = new TenantId(new UUID(1, 2));
  protected final DatasetId handbook = new DatasetId(new UUID(2, 1));
  protected final DatasetId archive = new DatasetId(new UUID(2, 2));
  protected final DocumentId bridges = new DocumentId(new UUID(3, 1));
  protected final DocumentId rivers = new DocumentId(new UUID(3, 2));

  private PassageIndex index;

  /** The index under test, empty. */
  protected abstract PassageIndex open();

  @BeforeEach
  void openIndex() {
    index = open();
  }

  @Test
  void findsNearestMeaningFirst() {
    put(bridges, 1, chunk(1, axis(0)), chunk(2, between(0, 1)), chunk(3, axis(1)));

    assertThat(semantic(axis(0), 10)).containsExactly(id(1), id(2), id(3));
    assertThat(semantic(axis(1), 10)).containsExactly(id(3), id(2), id(1));
  }

  @Test
  void tellsTheCosine() {
    put(
        bridges,
        1,
        chunk(1, opposite(0)),
        chunk(2, between(0, 1)),
        chunk(3, axis(0)),
        chunk(4, axis(1)),
        chunk(5, uneven()));

    assertThat(semanticScores(axis(0)))
        .usingElementComparator(NEARLY)
        .containsExactly(
            new Scored<>(id(3), 1),
            new Scored<>(id(2), Math.sqrt(0.5)),
            new Scored<>(id(5), 0.1),
            new Scored<>(id(4), 0),
            new Scored<>(id(1), -1));
    assertThat(semanticScores(uneven()).getFirst())
        .usingComparator(NEARLY)
        .isEqualTo(new Scored<>(id(5), 1));
    for (float[] vector : List.of(axis(0), opposite(0), between(0, 1), uneven())) {
      assertThat(semanticScores(vector))
          .hasSize(5)
          .extracting(Scored::score)
          .allSatisfy(cosine -> assertThat(cosine).isBetween(-1.0, 1.0))
          .isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void tellsEditionsOfADocumentApart() {
    EditionId coming = new EditionId(new UUID(5, 1));
    Embedded shown = chunk(1, "bridge", axis(0));
    Embedded made = chunk(2, "bridge", axis(0)).in(coming);
    DocumentChunks both =
        new DocumentChunks(
            1,
            MODEL,
            List.of("span"),
            null,
            Instant.EPOCH,
            List.of(shown),
            new Beside("e5-small-v2", List.of(made)));
    index.put(tenant, bridges, both);
    Filter ofShown = new Filter(Set.of(handbook), Set.of(), Set.of());
    Filter ofComing = new Filter(Set.of(coming.inIndex()), Set.of(bridges), Set.of("span"));

    assertThat(ids(index.keyword(tenant, "bridge", ofShown, 10))).containsExactly(id(1));
    assertThat(ids(index.keyword(tenant, "bridge", ofComing, 10))).containsExactly(id(2));
    assertThat(ids(index.semantic(tenant, MODEL, axis(0), ofShown, 10))).containsExactly(id(1));
    assertThat(ids(index.semantic(tenant, "e5-small-v2", axis(0), ofComing, 10)))
        .containsExactly(id(2));
    assertThat(index.semantic(tenant, "e5-small-v2", axis(0), ofShown, 10)).isEmpty();
    put(bridges, 2, shown);
    assertThat(keyword("bridge", 10)).containsExactly(id(1));
    assertThat(index.semantic(tenant, "e5-small-v2", axis(0), Filter.ALL, 10)).isEmpty();
  }

  private List<Scored<ChunkId>> semanticScores(float[] vector) {
    return index.semantic(tenant, MODEL, vector, Filter.ALL, 10);
  }

  private static float[] opposite(int number) {
    float[] vector = axis(number);
    vector[number] = -1;
    return vector;
  }

  /** Of length one and no two coordinates alike, so that sums are rounded. */
  private static float[] uneven() {
    float[] vector = new float[DIMENSION];
    double rest = 0;
    for (int i = 1; i < DIMENSION; i++) {
      rest += (double) i * i;
    }
    vector[0] = 0.1f;
    for (int i = 1; i < DIMENSION; i++) {
      vector[i] = (float) (i * Math.sqrt(0.99 / rest));
    }
    return vector;
  }

  @Test
  void scoresWordsAboveNothingTheBestFirst() {
    put(
        bridges,
        1,
        chunk(1, "Paint is renewed every seven years."),
        chunk(2, "Steel bridge of seven spans."),
        chunk(3, "Visitors park behind the museum."),
        chunk(4, "The steel truss."));

    List<Scored<ChunkId>> found = index.keyword(tenant, "steel bridge seven", Filter.ALL, 10);

    assertThat(ids(found)).startsWith(id(2)).containsExactlyInAnyOrder(id(1), id(2), id(4));
    assertThat(found)
        .extracting(Scored::score)
        .allSatisfy(score -> assertThat(score).isPositive().isFinite())
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(found.getFirst().score()).isGreaterThan(found.getLast().score());
  }

  @Test
  void findsByAnyOfTheWords() {
    put(
        bridges,
        1,
        chunk(1, "The span of the bridge is 320 metres."),
        chunk(2, "Paint is renewed every seven years."),
        chunk(3, "Visitors park behind the museum."));

    assertThat(keyword("How long is the span of that bridge, exactly?", 10))
        .startsWith(id(1))
        .doesNotContain(id(3));
    assertThat(keyword("bridge paint", 10)).containsExactlyInAnyOrder(id(1), id(2));
    assertThat(keyword("BRIDGES", 10)).containsExactly(id(1));
    assertThat(keyword("320", 10)).containsExactly(id(1));
  }

  @Test
  void findsWhatSaysTheSameInWordsOfTheFeedback() {
    put(
        bridges,
        1,
        chunk(1, "The bridge is a cantilever."),
        chunk(2, "Cantilever arms were riveted on site."),
        chunk(3, "Visitors park behind the museum."));
    List<Feedback> feedback = List.of(new Feedback("The bridge is a cantilever.", 1));

    assertThat(ids(index.keyword(tenant, "bridge", feedback, Filter.ALL, 10)))
        .startsWith(id(1), id(2))
        .doesNotContain(id(3));
    assertThat(ids(index.keyword(tenant, "bridge", List.of(), Filter.ALL, 10)))
        .containsExactly(id(1));
  }

  @Test
  void wordsOfTheFeedbackWeighLessThanThoseOfTheQuery() {
    put(bridges, 1, chunk(1, "Rivets are checked twice."), chunk(2, "Paint is renewed twice."));
    List<Feedback> feedback = List.of(new Feedback("Paint.", 1));

    assertThat(ids(index.keyword(tenant, "rivets", feedback, Filter.ALL, 10)))
        .containsExactly(id(1), id(2));
  }

  @Test
  void feedbackAloneFindsNothing() {
    put(bridges, 1, chunk(1, "The bridge is a cantilever."));
    List<Feedback> feedback = List.of(new Feedback("cantilever", 1));

    assertThat(index.keyword(tenant, "?!", feedback, Filter.ALL, 10)).isEmpty();
  }

  @Test
  void feedbackOfAnotherTenantsWordsFindsNothingOfTheirs() {
    index.put(otherTenant, bridges, content(1, List.of(), chunk(1, "secret cantilever", axis(0))));
    put(rivers, 1, chunk(2, "public bridge", axis(1)));
    List<Feedback> feedback = List.of(new Feedback("secret cantilever", 1));

    assertThat(ids(index.keyword(tenant, "bridge", feedback, Filter.ALL, 10)))
        .containsExactly(id(2));
  }

  @Test
  void ranksRareWordsAboveFrequentOnes() {
    put(
        bridges,
        1,
        chunk(1, "Steel arch over the valley."),
        chunk(2, "Steel girder over the road."),
        chunk(3, "Steel cantilever over the railway."),
        chunk(4, "Steel truss over the canal."));

    assertThat(keyword("steel cantilever", 10)).startsWith(id(3)).hasSize(4);
  }

  @Test
  void searchesHeadingsWithTheText() {
    put(bridges, 1, chunk(1, "Maintenance > Lubrication", "Twice a year.", handbook, axis(0)));

    assertThat(keyword("lubrication", 10)).containsExactly(id(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"café", "cafe", "CAFÉ", "cafe\u0301"})
  void overlooksCaseAndAccents(String query) {
    put(bridges, 1, chunk(1, "Das Café an der Brücke."), chunk(2, "Ein Kiosk."));

    assertThat(keyword(query, 10)).containsExactly(id(1));
  }

  @Test
  void findsChineseAndCyrillicWords() {
    put(bridges, 1, chunk(1, "大桥的长度是三百米。"), chunk(2, "Мост был построен в 1932 году."));

    assertThat(keyword("大桥", 10)).containsExactly(id(1));
    assertThat(keyword("мост", 10)).containsExactly(id(2));
  }

  @Test
  void narrowsByDatasetDocumentAndTags() {
    put(bridges, 1, List.of("public", "steel"), chunk(1, "bridge", handbook, axis(0)));
    put(rivers, 1, List.of("internal"), chunk(2, "bridge", archive, axis(0)));

    assertFinds(new Filter(Set.of(handbook), Set.of(), Set.of()), 1);
    assertFinds(new Filter(Set.of(), Set.of(rivers), Set.of()), 2);
    assertFinds(new Filter(Set.of(), Set.of(), Set.of("steel")), 1);
    assertFinds(new Filter(Set.of(handbook, archive), Set.of(), Set.of()), 1, 2);
    assertFinds(new Filter(Set.of(), Set.of(), Set.of("steel", "internal")), 1, 2);
    assertFinds(new Filter(Set.of(handbook), Set.of(bridges), Set.of("public", "other")), 1);
    assertFinds(new Filter(Set.of(handbook), Set.of(rivers), Set.of()));
    assertFinds(new Filter(Set.of(archive), Set.of(), Set.of("steel")));
    assertFinds(new Filter(Set.of(new DatasetId(new UUID(2, 9))), Set.of(), Set.of()));
    assertFinds(Filter.ALL, 1, 2);
  }

  private static Filter in(String... languages) {
    return new Filter(
        Set.of(),
        Set.of(),
        Set.of(),
        Arrays.stream(languages).map(Language::new).collect(Collectors.toSet()),
        TimeSpan.ALWAYS);
  }

  private static Filter added(@Nullable String from, @Nullable String before) {
    return new Filter(
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        new TimeSpan(
            from == null ? null : Instant.parse(from),
            before == null ? null : Instant.parse(before)));
  }

  private void put(
      DocumentId document, @Nullable String language, String createdAt, Embedded... chunks) {
    index.put(
        tenant,
        document,
        new DocumentChunks(
            1,
            MODEL,
            List.of(),
            language == null ? null : new Language(language),
            Instant.parse(createdAt),
            List.of(chunks),
            null));
  }

  @Test
  void narrowsByLanguage() {
    put(bridges, "en", "2026-01-01T00:00:00Z", chunk(1, "bridge", handbook, axis(0)));
    put(rivers, "de", "2026-01-01T00:00:00Z", chunk(2, "bridge", handbook, axis(0)));
    DocumentId tables = new DocumentId(new UUID(3, 3));
    put(tables, null, "2026-01-01T00:00:00Z", chunk(3, "bridge", archive, axis(0)));

    assertFinds(in("en"), 1);
    assertFinds(in("de"), 2);
    assertFinds(in("en", "de"), 1, 2);
    assertFinds(in("fr"));
    assertFinds(
        new Filter(
            Set.of(archive), Set.of(), Set.of(), Set.of(new Language("en")), TimeSpan.ALWAYS));
    assertFinds(Filter.ALL, 1, 2, 3);
  }

  @Test
  void narrowsByWhenADocumentWasAdded() {
    put(bridges, "en", "2026-01-01T00:00:00Z", chunk(1, "bridge", handbook, axis(0)));
    put(rivers, "en", "2026-03-01T12:30:00.123456Z", chunk(2, "bridge", handbook, axis(0)));

    assertFinds(added("2026-01-01T00:00:00Z", null), 1, 2);
    assertFinds(added("2026-01-01T00:00:00.000001Z", null), 2);
    assertFinds(added("2026-03-01T12:30:00.123456Z", null), 2);
    assertFinds(added("2026-03-01T12:30:00.123457Z", null));
    assertFinds(added(null, "2026-03-01T12:30:00.123456Z"), 1);
    assertFinds(added(null, "2026-03-01T12:30:00.123457Z"), 1, 2);
    assertFinds(added("2026-01-02T00:00:00Z", "2026-12-31T00:00:00Z"), 2);
    assertFinds(added(null, "2026-01-01T00:00:00Z"));
    assertFinds(added("-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z"), 1, 2);
    assertFinds(added("+1000000000-01-01T00:00:00Z", null));
  }

  @Test
  void narrowsByLanguageAndDateBeforeItLimits() {
    put(bridges, "en", "2026-01-01T00:00:00Z", many(1, 200, axis(0)));
    put(rivers, "de", "2026-02-01T00:00:00Z", chunk(1_000, "bridge", archive, axis(7)));

    for (Filter far : List.of(in("de"), added("2026-01-15T00:00:00Z", null))) {
      assertThat(ids(index.semantic(tenant, MODEL, axis(0), far, 1))).containsExactly(id(1_000));
      assertThat(ids(index.keyword(tenant, "bridge", far, 1))).containsExactly(id(1_000));
    }
  }

  @Test
  void narrowsBeforeItLimits() {
    put(bridges, 1, List.of("near"), many(1, 200, axis(0)));
    put(rivers, 1, List.of("far"), chunk(1_000, "bridge", archive, axis(7)));

    Filter far = new Filter(Set.of(), Set.of(), Set.of("far"));

    assertThat(ids(index.semantic(tenant, MODEL, axis(0), far, 1))).containsExactly(id(1_000));
    assertThat(ids(index.keyword(tenant, "bridge", far, 1))).containsExactly(id(1_000));
  }

  @Test
  void neverFindsChunksOfAnotherTenant() {
    index.put(otherTenant, bridges, content(1, List.of("steel"), chunk(1, "secret", axis(0))));
    put(rivers, 1, chunk(2, "public", axis(1)));

    assertThat(semantic(axis(0), 10)).containsExactly(id(2));
    assertThat(keyword("secret", 10)).isEmpty();
    Filter ofTheOther = new Filter(Set.of(handbook), Set.of(bridges), Set.of("steel"));
    assertThat(ids(index.semantic(tenant, MODEL, axis(0), ofTheOther, 10))).isEmpty();
    assertThat(ids(index.keyword(tenant, "secret", ofTheOther, 10))).isEmpty();
    assertThat(index.revisions(tenant)).containsOnlyKeys(rivers);
  }

  @Test
  void keepsTheSameDocumentOfTwoTenantsApart() {
    put(bridges, 1, chunk(1, "bridge", axis(0)));
    index.put(otherTenant, bridges, content(2, List.of(), chunk(2, "bridge", axis(0))));

    index.remove(otherTenant, Set.of(bridges));

    assertThat(semantic(axis(0), 10)).containsExactly(id(1));
    assertThat(index.revisions(tenant)).containsExactly(Map.entry(bridges, 1L));
    assertThat(index.revisions(otherTenant)).isEmpty();
  }

  @Test
  void replacesEarlierChunksOfTheDocument() {
    put(bridges, 1, chunk(1, "wooden", axis(0)), chunk(2, "wooden", axis(1)));
    put(rivers, 1, chunk(3, "wooden", axis(2)));

    put(bridges, 2, chunk(4, "steel", axis(0)));

    assertThat(keyword("wooden", 10)).containsExactly(id(3));
    assertThat(keyword("steel", 10)).containsExactly(id(4));
    assertThat(semantic(axis(0), 10)).containsExactlyInAnyOrder(id(4), id(3)).startsWith(id(4));
  }

  @Test
  void takesNewTagsUnderTheSameRevision() {
    put(bridges, 1, List.of("draft"), chunk(1, "bridge", handbook, axis(0)));
    put(bridges, 1, List.of("final"), chunk(1, "bridge", handbook, axis(0)));

    assertFinds(new Filter(Set.of(), Set.of(), Set.of("draft")));
    assertFinds(new Filter(Set.of(), Set.of(), Set.of("final")), 1);
  }

  @Test
  void ignoresAnOlderRevision() {
    put(bridges, 2, chunk(2, "steel", axis(0)));

    put(bridges, 1, chunk(1, "wooden", axis(0)));

    assertThat(semantic(axis(0), 10)).containsExactly(id(2));
    assertThat(keyword("wooden", 10)).isEmpty();
    assertThat(index.revisions(tenant)).containsExactly(Map.entry(bridges, 2L));
  }

  @Test
  void reportsTheRevisionOfEachDocument() {
    put(bridges, 7, chunk(1, "bridge"), chunk(2, "bridge"));
    put(rivers, 1L << 40);

    assertThat(index.revisions(tenant))
        .containsOnly(Map.entry(bridges, 7L), Map.entry(rivers, 1L << 40));
  }

  @Test
  void reportsTheRevisionsOfSomeDocuments() {
    DocumentId unknown = new DocumentId(UUID.randomUUID());
    put(bridges, 7, chunk(1, "bridge"));
    put(rivers, 8, chunk(2, "river"));
    index.put(otherTenant, unknown, content(9, List.of(), chunk(3, "bridge", axis(0))));

    assertThat(index.revisions(tenant, Set.of(bridges, unknown)))
        .containsExactly(Map.entry(bridges, 7L));
    assertThat(index.revisions(tenant, Set.of())).isEmpty();
    assertThat(index.revisions(otherTenant, Set.of(bridges, rivers))).isEmpty();
  }

  @Test
  void removesDocuments() {
    put(bridges, 1, chunk(1, "bridge", axis(0)), chunk(2, "bridge", axis(1)));
    put(rivers, 1, chunk(3, "bridge", axis(2)));

    index.remove(tenant, Set.of(bridges, new DocumentId(new UUID(3, 9))));

    assertThat(keyword("bridge", 10)).containsExactly(id(3));
    assertThat(semantic(axis(0), 10)).containsExactly(id(3));
    assertThat(index.revisions(tenant)).containsOnlyKeys(rivers);
  }

  @Test
  void takesADocumentBackAfterItsRemoval() {
    put(bridges, 5, chunk(1, "bridge", axis(0)));
    index.remove(tenant, Set.of(bridges));

    put(bridges, 1, chunk(2, "bridge", axis(0)));

    assertThat(keyword("bridge", 10)).containsExactly(id(2));
  }

  @Test
  void removesATenantAlone() {
    put(bridges, 1, chunk(1, "bridge", axis(0)));
    index.put(otherTenant, rivers, content(1, List.of(), chunk(2, "bridge", axis(0))));

    index.removeTenant(tenant);

    assertThat(semantic(axis(0), 10)).isEmpty();
    assertThat(keyword("bridge", 10)).isEmpty();
    assertThat(index.revisions(tenant)).isEmpty();
    assertThat(ids(index.keyword(otherTenant, "bridge", Filter.ALL, 10))).containsExactly(id(2));

    put(bridges, 1, chunk(3, "bridge", axis(0)));
    assertThat(keyword("bridge", 10)).containsExactly(id(3));
  }

  @Test
  void findsNothingForATenantItNeverSaw() {
    assertThat(semantic(axis(0), 10)).isEmpty();
    assertThat(keyword("bridge", 10)).isEmpty();
    assertThat(index.revisions(tenant)).isEmpty();

    index.remove(tenant, Set.of(bridges));
    index.removeTenant(tenant);

    assertThat(index.revisions(tenant)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n\t",
        "+-&|!(){}[]^\"~*?:\\/",
        "...",
        "\u0000\uFFFF",
        "\uD800",
        "🙂",
        "\u0301"
      })
  void findsNothingByWordsWhereThereAreNone(String query) {
    put(bridges, 1, chunk(1, "bridge"));

    assertThat(keyword(query, 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bridge AND river NOT bridge",
        "text:zzz OR (bridge",
        "\"bridge",
        "-bridge",
        "bridge^0",
        "br?dge bridge~ *",
        "bridge\u0000"
      })
  void readsNoQuerySyntaxIntoWords(String query) {
    put(bridges, 1, chunk(1, "bridge"));

    assertThat(keyword(query, 10)).containsExactly(id(1));
  }

  @Test
  void answersAQueryOfTenThousandWords() {
    put(bridges, 1, chunk(1, "bridge"), chunk(2, "river"));
    String words =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "word" + i)
            .collect(Collectors.joining(" ", "bridge ", ""));

    assertThat(keyword(words, 10)).containsExactly(id(1));
    assertThat(keyword("bridge ".repeat(10_000), 10)).containsExactly(id(1));
    assertThat(keyword("bridge e" + "\u0323\u0301".repeat(200_000), 10)).containsExactly(id(1));
  }

  @Test
  void answersAtMostAsManyAsAskedFor() {
    put(bridges, 1, many(1, 30, axis(0)));

    assertThat(semantic(axis(0), 7)).hasSize(7).doesNotHaveDuplicates();
    assertThat(keyword("bridge", 7)).hasSize(7).doesNotHaveDuplicates();
    assertThat(semantic(axis(0), 100_000)).hasSize(30);
    assertThat(keyword("bridge", 100_000)).hasSize(30);
  }

  @Test
  void comparesVectorsOfOneModelOnly() {
    put(bridges, 1, chunk(1, axis(0)));
    float[] short3 = {1, 0, 0};
    index.put(
        tenant,
        rivers,
        new DocumentChunks(1, "other-model", List.of(), List.of(chunk(2, "river", short3))));

    assertThat(semantic(axis(0), 10)).containsExactly(id(1));
    assertThat(ids(index.semantic(tenant, "other-model", short3, Filter.ALL, 10)))
        .containsExactly(id(2));
    assertThat(ids(index.semantic(tenant, "unknown-model", axis(0), Filter.ALL, 10))).isEmpty();
  }

  @Test
  void takesVectorsOfLargeModels() {
    float[] large = new float[3_072];
    large[3_071] = 1;

    index.put(
        tenant,
        bridges,
        new DocumentChunks(1, "large-model", List.of(), List.of(chunk(1, "bridge", large))));

    assertThat(ids(index.semantic(tenant, "large-model", large, Filter.ALL, 10)))
        .containsExactly(id(1));
  }

  @Test
  void isSearchedWhileItIsWritten() throws Exception {
    int writers = 4;
    int documents = 12;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int first = 10_000 * (writer + 1);
        calls.add(threads.submit(() -> putAndFindEach(first, documents)));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    assertThat(index.revisions(tenant)).hasSize(writers * documents);
    assertThat(keyword("bridge", 1_000)).hasSize(writers * documents);
  }

  private void putAndFindEach(int first, int documents) {
    for (int i = first; i < first + documents; i++) {
      DocumentId document = new DocumentId(new UUID(3, i));
      put(document, 1, chunk(i, "wooden", axis(i % DIMENSION)));
      put(document, 2, chunk(i, "bridge number" + i, axis(i % DIMENSION)));
      assertThat(keyword("number" + i, 10)).containsExactly(id(i));
      Filter alone = new Filter(Set.of(), Set.of(document), Set.of());
      assertThat(ids(index.semantic(tenant, MODEL, axis(0), alone, 10))).containsExactly(id(i));
    }
  }

  private void assertFinds(Filter filter, int... chunks) {
    ChunkId[] expected =
        IntStream.of(chunks).mapToObj(PassageIndexContract::id).toArray(ChunkId[]::new);
    assertThat(ids(index.semantic(tenant, MODEL, axis(0), filter, 10)))
        .containsExactlyInAnyOrder(expected);
    assertThat(ids(index.keyword(tenant, "bridge", filter, 10)))
        .containsExactlyInAnyOrder(expected);
  }

  private void put(DocumentId document, long revision, Embedded... chunks) {
    put(document, revision, List.of(), chunks);
  }

  private void put(DocumentId document, long revision, List<String> tags, Embedded... chunks) {
    index.put(tenant, document, content(revision, tags, chunks));
  }

  private List<ChunkId> semantic(float[] vector, int limit) {
    return ids(index.semantic(tenant, MODEL, vector, Filter.ALL, limit));
  }

  private List<ChunkId> keyword(String query, int limit) {
    return ids(index.keyword(tenant, query, Filter.ALL, limit));
  }

  protected static List<ChunkId> ids(List<Scored<ChunkId>> hits) {
    return hits.stream().map(Scored::item).toList();
  }

  protected static DocumentChunks content(long revision, List<String> tags, Embedded... chunks) {
    return new DocumentChunks(revision, MODEL, tags, List.of(chunks));
  }

  protected static ChunkId id(int number) {
    return new ChunkId(new UUID(4, number));
  }

  private Embedded chunk(int number, float[] vector) {
    return chunk(number, "bridge", handbook, vector);
  }

  private Embedded chunk(int number, String text) {
    return chunk(number, text, handbook, axis(number));
  }

  protected Embedded chunk(int number, String text, float[] vector) {
    return chunk(number, text, handbook, vector);
  }

  private Embedded chunk(int number, String text, DatasetId dataset, float[] vector) {
    return chunk(number, "", text, dataset, vector);
  }

  private Embedded chunk(
      int number, String heading, String text, DatasetId dataset, float[] vector) {
    ChunkDraft draft =
        new ChunkDraft(number, 1, new TextSpan(0, text.length()), heading, text, text.length());
    return new Embedded(new Chunk(id(number), bridges, dataset, draft), vector);
  }

  private Embedded[] many(int first, int count, float[] vector) {
    return IntStream.range(first, first + count)
        .mapToObj(number -> chunk(number, "bridge", vector))
        .toArray(Embedded[]::new);
  }

  /** A vector that is at right angles to those of other numbers. */
  protected static float[] axis(int number) {
    float[] vector = new float[DIMENSION];
    vector[number % DIMENSION] = 1;
    return vector;
  }

  private static float[] between(int one, int other) {
    float[] vector = new float[DIMENSION];
    vector[one] = (float) Math.sqrt(0.5);
    vector[other] = (float) Math.sqrt(0.5);
    return vector;
  }
}
