package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.Reranker.RerankFailure;
import dev.parley.application.knowledge.RetrievePassages.Query;
import dev.parley.application.knowledge.RetrievePassages.Retrieved;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.SearchMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RerankedPassagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final EmbeddingModel embeddings = new HashingEmbeddingModel();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();

  /** What the reranker was given, call by call. */
  private final List<List<String>> judged = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void fill() {
    for (int i = 0; i < 8; i++) {
      String text = "pump" + " grease".repeat(8 - i) + " part" + i;
      Document document = tenant.withDocument(dataset, text);
      Chunk chunk = Fixtures.chunk(document, 0, text);
      float[] vector = embeddings.embed(List.of(text)).getFirst();
      stores
          .chunks()
          .replace(
              tenant.id(), document.id(), embeddings.name(), List.of(new Embedded(chunk, vector)));
      index.put(tenant.id(), document.id(), stores.chunks().ofDocument(tenant.id(), document.id()));
    }
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  /** The last of the fused order is the best, and so on. */
  private List<Double> backwards(String question, List<String> texts) {
    judged.add(texts);
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      scores.add(i - 100.0);
    }
    return scores;
  }

  private static RetrievalSettings settings(int k, double diversity, boolean rerank) {
    return new RetrievalSettings(
        k, 0, SearchMode.HYBRID, diversity, FusionMethod.WEIGHTED, 0.5, rerank);
  }

  private Retrieved retrieve(@Nullable Reranking reranking, RetrievalSettings settings) {
    return new RetrievePassages(
            index,
            stores.chunks(),
            stores.datasets(),
            EmbeddingModels.only(embeddings),
            Fixtures.UNBOOKED,
            executor,
            reranking)
        .retrieve(new Query(tenant.id(), StoredTenant.OWNER, "pump grease", Filter.ALL, settings));
  }

  private static List<String> texts(Retrieved retrieved) {
    return retrieved.passages().stream().map(RerankedPassagesTest::text).toList();
  }

  private static String text(Passage passage) {
    return passage.chunk().content().text();
  }

  @Test
  void putsTheBestCandidatesInTheRerankersOrder() {
    List<String> fused = texts(retrieve(null, settings(8, 0, false)));

    Retrieved reranked =
        retrieve(new Reranking(this::backwards, 5, 1_000, PATIENCE), settings(3, 0, true));

    assertThat(judged).hasSize(1);
    assertThat(judged.getFirst()).hasSize(5);
    assertThat(texts(reranked)).containsExactly(fused.get(4), fused.get(3), fused.get(2));
    assertThat(reranked.warnings()).isEmpty();
    assertThat(reranked.passages())
        .allSatisfy(passage -> assertThat(passage.scores().rerank()).isEqualTo(passage.score()));
    assertThat(reranked.passages()).extracting(Passage::score).containsExactly(-96.0, -97.0, -98.0);
    assertThat(reranked.passages().getFirst().scores().semantic()).isNotNull();
    assertThat(reranked.passages().getFirst().ranks().semantic()).isNotNull();
  }

  @Test
  void judgesAsManyAsAreWanted() {
    Retrieved reranked =
        retrieve(new Reranking(this::backwards, 2, 1_000, PATIENCE), settings(6, 0, true));

    assertThat(reranked.passages()).hasSize(6);
    assertThat(judged.getFirst()).hasSize(6);
  }

  @Test
  void showsNoMoreOfATextThanItMay() {
    retrieve(new Reranking(this::backwards, 5, 9, PATIENCE), settings(3, 0, true));

    assertThat(judged.getFirst()).allSatisfy(text -> assertThat(text).hasSize(9));
    assertThat(new Reranking(this::backwards, 5, 2, PATIENCE).shown("a😀b")).isEqualTo("a");
  }

  @Test
  void isNotAskedUnlessItIsWanted() {
    Retrieved plain =
        retrieve(new Reranking(this::backwards, 5, 1_000, PATIENCE), settings(3, 0, false));

    assertThat(judged).isEmpty();
    assertThat(plain.passages().getFirst().scores().rerank()).isNull();
    assertThat(plain.warnings()).isEmpty();
  }

  private void assertFusedOrderStands(@Nullable Reranking reranking) {
    for (double diversity : new double[] {0, 0.5}) {
      Retrieved retrieved = retrieve(reranking, settings(4, diversity, true));

      assertThat(retrieved.passages())
          .isEqualTo(retrieve(null, settings(4, diversity, false)).passages());
      assertThat(retrieved.warnings()).containsExactly(Warning.NOT_RERANKED);
    }
  }

  @Test
  void leavesTheFusedOrderWhereThereIsNone() {
    assertFusedOrderStands(null);
  }

  @Test
  void leavesTheFusedOrderWhereItFails() {
    assertFusedOrderStands(
        new Reranking(
            (question, texts) -> {
              throw new RerankFailure("planted");
            },
            5,
            1_000,
            PATIENCE));
  }

  @Test
  void leavesTheFusedOrderWhereItMiscounts() {
    assertFusedOrderStands(new Reranking((question, texts) -> List.of(1.0), 5, 1_000, PATIENCE));
    assertFusedOrderStands(
        new Reranking(
            (question, texts) -> Collections.nCopies(texts.size(), Double.NaN),
            5,
            1_000,
            PATIENCE));
  }

  @Test
  void waitsNoLongerThanItIsPatientAndBreaksItOff() throws Exception {
    CountDownLatch brokenOff = new CountDownLatch(2);

    assertFusedOrderStands(
        new Reranking(
            (question, texts) -> {
              try {
                Thread.sleep(PATIENCE);
              } catch (InterruptedException e) {
                brokenOff.countDown();
              }
              throw new CancellationException();
            },
            5,
            1_000,
            Duration.ofMillis(50)));

    assertThat(brokenOff.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void choosesUnlikeOnesAmongTheReranked() {
    Retrieved diverse =
        retrieve(new Reranking(this::backwards, 5, 1_000, PATIENCE), settings(3, 0.5, true));

    assertThat(diverse.passages()).hasSize(3);
    assertThat(diverse.passages())
        .allSatisfy(passage -> assertThat(passage.scores().rerank()).isNotNull());
  }

  @Test
  void reranksWhatWordsAloneFound() {
    EmbeddingModel away =
        new WatchedEmbeddingModel(
            embeddings,
            texts -> {
              throw new EmbeddingFailure(EmbeddingFailure.Kind.UNAVAILABLE, "planted", null);
            });

    Retrieved retrieved =
        new RetrievePassages(
                index,
                stores.chunks(),
                stores.datasets(),
                EmbeddingModels.only(away),
                Fixtures.UNBOOKED,
                executor,
                new Reranking(this::backwards, 5, 1_000, PATIENCE))
            .retrieve(
                new Query(
                    tenant.id(),
                    StoredTenant.OWNER,
                    "pump grease",
                    Filter.ALL,
                    settings(3, 0, true)));

    assertThat(retrieved.warnings()).containsExactly(Warning.MEANING_UNAVAILABLE);
    assertThat(retrieved.passages())
        .hasSize(3)
        .allSatisfy(passage -> assertThat(passage.scores().rerank()).isNotNull());
  }
}
