package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.Chunks.Titled;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Chunks} does. */
public abstract class ChunksContract {
  private static final PageRequest FIRST_PAGE = new PageRequest(1, 100);

  private Stores stores;
  private Chunks chunks;
  private StoredTenant tenant;
  private StoredTenant otherTenant;
  private Dataset dataset;
  private Document document;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    chunks = stores.chunks();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
    dataset = tenant.withDataset();
    document = tenant.withDocument(dataset, "Pumps");
  }

  private Chunk chunk(int ordinal, String text) {
    return Fixtures.chunk(document, ordinal, text);
  }

  private static Embedded embedded(Chunk chunk) {
    return new Embedded(chunk, new float[] {1, 0});
  }

  private long replace(Embedded... replacement) {
    return chunks
        .replace(tenant.id(), document.id(), Fixtures.EMBEDDING_MODEL, List.of(replacement))
        .orElseThrow();
  }

  @Test
  void findsChunksWithTheTitleOfTheirDocument() {
    Chunk first = chunk(0, "Pumps lift water.");
    Chunk second = chunk(1, "Valves hold it.");
    Chunk third = chunk(2, "Pipes carry it.");
    replace(embedded(first), embedded(second), embedded(third));

    assertThat(chunks.find(tenant.id(), Set.of(first.id(), third.id())))
        .containsExactlyInAnyOrder(
            new Titled(first, document.title(), dataset.edition()),
            new Titled(third, document.title(), dataset.edition()));
  }

  @Test
  void passesOverChunksThatAreNotThere() {
    Chunk chunk = tenant.withChunk(document, "Pumps");

    assertThat(chunks.find(tenant.id(), Set.of())).isEmpty();
    assertThat(chunks.find(tenant.id(), Set.of(new ChunkId(Fixtures.id()), chunk.id())))
        .containsExactly(new Titled(chunk, document.title(), dataset.edition()));
  }

  @Test
  void showsChunksToTheirTenantOnly() {
    Chunk chunk = tenant.withChunk(document, "Pumps");

    assertThat(chunks.find(otherTenant.id(), Set.of(chunk.id()))).isEmpty();
    assertThat(chunks.list(otherTenant.id(), document.id(), FIRST_PAGE).total()).isZero();
    assertThat(chunks.list(otherTenant.id(), document.id(), FIRST_PAGE).items()).isEmpty();
    assertThat(chunks.ofDocument(otherTenant.id(), document.id()).chunks()).isEmpty();
  }

  @Test
  void replacesNothingOfAnotherTenants() {
    Chunk chunk = tenant.withChunk(document, "Pumps");

    OptionalLong revision =
        chunks.replace(otherTenant.id(), document.id(), Fixtures.EMBEDDING_MODEL, List.of());

    assertThat(revision).isEmpty();
    assertThat(chunks.find(tenant.id(), Set.of(chunk.id()))).hasSize(1);
  }

  @Test
  void putsChunksInPlaceOfEarlierOnes() {
    Chunk before = chunk(0, "Pumps lift water.");
    Chunk after = chunk(0, "Pumps lift sewage.");
    Chunk added = chunk(1, "Valves hold it.");
    replace(embedded(before));

    replace(embedded(after), embedded(added));

    assertThat(chunks.find(tenant.id(), Set.of(before.id()))).isEmpty();
    assertThat(chunks.list(tenant.id(), document.id(), FIRST_PAGE).items())
        .containsExactly(after, added);
  }

  @Test
  void leavesOtherDocumentsAlone() {
    Document other = tenant.withDocument(dataset, "Valves");
    Chunk kept = tenant.withChunk(other, "Valves");
    long revision = chunks.ofDocument(tenant.id(), other.id()).revision();

    replace(embedded(chunk(0, "Pumps")));

    assertThat(chunks.find(tenant.id(), Set.of(kept.id()))).hasSize(1);
    assertThat(chunks.ofDocument(tenant.id(), other.id()).revision()).isEqualTo(revision);
  }

  @Test
  void raisesTheRevisionWithEachReplacement() {
    long first = replace(embedded(chunk(0, "one")));
    long second = replace();
    long third = replace(embedded(chunk(0, "two")));

    assertThat(first).isPositive();
    assertThat(second).isGreaterThan(first);
    assertThat(third).isGreaterThan(second);
    assertThat(chunks.ofDocument(tenant.id(), document.id()).revision()).isEqualTo(third);
  }

  @Test
  void givesEachOfManyReplacementsARevisionOfItsOwn() {
    List<Long> revisions = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 6)
          .forEach(
              i ->
                  executor.execute(
                      () -> {
                        long revision = replace(embedded(chunk(0, "Pumps " + i)));
                        synchronized (revisions) {
                          revisions.add(revision);
                        }
                      }));
    }

    assertThat(revisions).hasSize(6).doesNotHaveDuplicates();
    assertThat(chunks.list(tenant.id(), document.id(), FIRST_PAGE).total()).isEqualTo(1);
  }

  @Test
  void replacesNothingOfADocumentThatIsGone() {
    DocumentId gone = new DocumentId(Fixtures.id());

    assertThat(
            chunks.replace(
                tenant.id(), gone, Fixtures.EMBEDDING_MODEL, List.of(embedded(chunk(0, "Pumps")))))
        .isEmpty();
    assertThat(chunks.list(tenant.id(), gone, FIRST_PAGE).total()).isZero();
  }

  @Test
  void keepsEverythingOfAChunk() {
    Chunk full =
        new Chunk(
            new ChunkId(Fixtures.id()),
            document.id(),
            dataset.id(),
            new ChunkDraft(
                7, 13, new TextSpan(900, 914), "Kapitel > Größen", "Ä 🚰 \"x\" \\ y\n", 55));

    replace(embedded(full));

    assertThat(chunks.list(tenant.id(), document.id(), FIRST_PAGE).items()).containsExactly(full);
  }

  @Test
  void listsInReadingOrder() {
    Chunk first = chunk(0, "one");
    Chunk second = chunk(1, "two");
    Chunk third = chunk(2, "three");
    replace(embedded(third), embedded(first), embedded(second));

    assertThat(chunks.list(tenant.id(), document.id(), new PageRequest(1, 2)).items())
        .containsExactly(first, second);
    assertThat(chunks.list(tenant.id(), document.id(), new PageRequest(2, 2)).items())
        .containsExactly(third);
    assertThat(chunks.list(tenant.id(), document.id(), new PageRequest(2, 2)).total()).isEqualTo(3);
  }

  @Test
  void givesAnIndexAllThatItNeeds() {
    stores
        .documents()
        .describe(document.described("Pumps", List.of("pump", "steel"), Fixtures.NOW));
    Chunk first = chunk(0, "one");
    Chunk second = chunk(1, "two");
    long revision = replace(embedded(second), embedded(first));

    DocumentChunks content = chunks.ofDocument(tenant.id(), document.id());

    assertThat(content.revision()).isEqualTo(revision);
    assertThat(content.embeddingModel()).isEqualTo(Fixtures.EMBEDDING_MODEL);
    assertThat(content.tags()).containsExactly("pump", "steel");
    assertThat(content.chunks()).extracting(Embedded::chunk).containsExactly(first, second);
  }

  @Test
  void givesNoChunksWhereThereAreNone() {
    assertThat(chunks.ofDocument(tenant.id(), document.id()).chunks()).isEmpty();
    assertThat(chunks.ofDocument(tenant.id(), new DocumentId(Fixtures.id())).chunks()).isEmpty();
  }

  @Test
  void keepsVectorsToTheLastBit() {
    float[] peculiar = {
      0f, -0f, 1f, -1f, 0.1f, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, 1.0e-20f
    };
    float[] wide = new float[3_072];
    Random random = new Random(20260301);
    for (int i = 0; i < wide.length; i++) {
      wide[i] = Float.intBitsToFloat(random.nextInt() & 0xbfff_ffff);
    }
    replace(new Embedded(chunk(0, "one"), peculiar), new Embedded(chunk(1, "two"), wide));

    List<Embedded> stored = chunks.ofDocument(tenant.id(), document.id()).chunks();

    assertThat(bits(stored.get(0).vector())).isEqualTo(bits(peculiar));
    assertThat(bits(stored.get(1).vector())).isEqualTo(bits(wide));
  }

  @Test
  void givesTheVectorsOfChunksByTheirModel() {
    Chunk first = chunk(0, "one");
    Chunk second = chunk(1, "two");
    Chunk third = chunk(2, "three");
    replace(
        new Embedded(first, new float[] {1, 0.5f}),
        new Embedded(second, new float[] {0, 1}),
        new Embedded(third, new float[] {-1, 0}));
    Set<ChunkId> wanted = Set.of(first.id(), third.id(), new ChunkId(Fixtures.id()));

    Map<ChunkId, float[]> vectors = chunks.vectors(tenant.id(), Fixtures.EMBEDDING_MODEL, wanted);

    assertThat(vectors).containsOnlyKeys(first.id(), third.id());
    assertThat(vectors.get(first.id())).containsExactly(1, 0.5f);
    assertThat(vectors.get(third.id())).containsExactly(-1, 0);
    assertThat(chunks.vectors(tenant.id(), "other-model", wanted)).isEmpty();
    assertThat(chunks.vectors(otherTenant.id(), Fixtures.EMBEDDING_MODEL, wanted)).isEmpty();
    assertThat(chunks.vectors(tenant.id(), Fixtures.EMBEDDING_MODEL, Set.of())).isEmpty();
  }

  @Test
  void knowsTheVectorsOfTextsThatChunksHold() {
    Chunk one = chunk(0, "one");
    Chunk two = chunk(1, "two");
    replace(new Embedded(one, new float[] {1, 0}), new Embedded(two, new float[] {0, 1}));
    List<String> asked =
        List.of(one.content().searchableText(), two.content().searchableText(), "three");

    Map<String, float[]> known = chunks.embedded(tenant.id(), Fixtures.EMBEDDING_MODEL, asked);

    assertThat(known).containsOnlyKeys(asked.get(0), asked.get(1));
    assertThat(known.get(asked.get(1))).containsExactly(0, 1);
    assertThat(chunks.embedded(tenant.id(), "other-model", asked)).isEmpty();
    assertThat(chunks.embedded(otherTenant.id(), Fixtures.EMBEDDING_MODEL, asked)).isEmpty();
    assertThat(chunks.embedded(tenant.id(), Fixtures.EMBEDDING_MODEL, List.of())).isEmpty();

    replace(embedded(chunk(0, "four")));
    assertThat(chunks.embedded(tenant.id(), Fixtures.EMBEDDING_MODEL, asked)).isEmpty();
  }

  private static int[] bits(float[] vector) {
    return IntStream.range(0, vector.length).map(i -> Float.floatToRawIntBits(vector[i])).toArray();
  }

  @Test
  void takesAWholeBook() {
    List<Embedded> book =
        IntStream.range(0, 1_200)
            .mapToObj(ordinal -> embedded(chunk(ordinal, "Page " + ordinal)))
            .toList();

    chunks.replace(tenant.id(), document.id(), Fixtures.EMBEDDING_MODEL, book);

    assertThat(chunks.ofDocument(tenant.id(), document.id()).chunks()).hasSize(1_200);
    assertThat(chunks.list(tenant.id(), document.id(), new PageRequest(12, 100)).items())
        .extracting(chunk -> chunk.content().ordinal())
        .isEqualTo(IntStream.range(1_100, 1_200).boxed().toList());
  }
}
