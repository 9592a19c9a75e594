package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages.Query;
import dev.parley.application.knowledge.RetrievePassages.Retrieved;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.RecordedMeter;
import dev.parley.application.model.WatchedEmbeddingModel;
import dev.parley.domain.bot.Narrowing;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.LegRanks;
import dev.parley.domain.knowledge.LegScores;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetrievePassagesTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final EmbeddingModel embeddings = new HashingEmbeddingModel();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final RankedIndex ranked = new RankedIndex();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();

  @AfterEach
  void close() {
    executor.close();
  }

  /** An index that answers what a test says, and remembers what it was asked. */
  private static final class RankedIndex implements PassageIndex {
    List<Scored<ChunkId>> semantic = List.of();
    List<Scored<ChunkId>> keyword = List.of();
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    final List<List<Feedback>> believed = Collections.synchronizedList(new ArrayList<>());
    final List<Filter> filters = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> limits = Collections.synchronizedList(new ArrayList<>());

    @Override
    public List<Scored<ChunkId>> semantic(
        TenantId owner, String embeddingModel, float[] vector, Filter filter, int limit) {
      asked.add("semantic by " + embeddingModel);
      filters.add(filter);
      limits.add(limit);
      return semantic;
    }

    @Override
    public List<Scored<ChunkId>> keyword(
        TenantId owner, String query, List<Feedback> feedback, Filter filter, int limit) {
      asked.add("keyword for " + query);
      believed.add(feedback);
      filters.add(filter);
      limits.add(limit);
      return keyword;
    }

    @Override
    public void put(TenantId owner, DocumentId document, Chunks.DocumentChunks content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void remove(TenantId owner, Set<DocumentId> documents) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void removeTenant(TenantId owner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<DocumentId, Long> revisions(TenantId owner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<DocumentId, Long> revisions(TenantId owner, Set<DocumentId> documents) {
      throw new UnsupportedOperationException();
    }
  }

  private List<Passage> retrieve(PassageIndex from, Query query) {
    return new RetrievePassages(
            from,
            stores.chunks(),
            stores.datasets(),
            EmbeddingModels.only(embeddings),
            Fixtures.UNBOOKED,
            executor)
        .retrieve(query)
        .passages();
  }

  private Query query(String text, SearchMode mode, int k) {
    return new Query(tenant.id(), StoredTenant.OWNER, text, Filter.ALL, settings(k, mode, 0, 0));
  }

  private Query query(String text, Filter filter) {
    return new Query(
        tenant.id(), StoredTenant.OWNER, text, filter, settings(10, SearchMode.HYBRID, 0, 0));
  }

  private Query pumps(Filter filter, int k) {
    return new Query(
        tenant.id(), StoredTenant.OWNER, "pumps", filter, settings(k, SearchMode.HYBRID, 0, 0));
  }

  private static RetrievalSettings settings(
      int k, SearchMode mode, double minScore, double diversity) {
    return new RetrievalSettings(k, minScore, mode, diversity, FusionMethod.RECIPROCAL_RANK, 0.8);
  }

  /** Hits whose scores fall from 0.9 on by a tenth each. */
  private static List<Scored<ChunkId>> falling(ChunkId... chunks) {
    return IntStream.range(0, chunks.length)
        .mapToObj(i -> new Scored<>(chunks[i], 0.9 - 0.1 * i))
        .toList();
  }

  /** A document of one chunk, stored and in the index. */
  private Chunk indexed(StoredTenant owner, Dataset in, String text, String... tags) {
    Document document = owner.withDocument(in, text);
    stores.documents().describe(document.described("About " + text, List.of(tags), Fixtures.NOW));
    Chunk chunk = Fixtures.chunk(document, 0, text);
    float[] vector = embeddings.embed(List.of(text)).getFirst();
    stores
        .chunks()
        .replace(
            owner.id(), document.id(), embeddings.name(), List.of(new Embedded(chunk, vector)));
    index.put(owner.id(), document.id(), stores.chunks().ofDocument(owner.id(), document.id()));
    return chunk;
  }

  private Chunk stored(String text) {
    return tenant.withChunk(tenant.withDocument(dataset, text), text);
  }

  private static List<ChunkId> ids(List<Passage> passages) {
    return passages.stream().map(passage -> passage.chunk().id()).toList();
  }

  @Test
  void fusesBothLegsByRank() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    Chunk three = stored("three");
    ranked.semantic = falling(one.id(), two.id());
    ranked.keyword = falling(two.id(), three.id());

    List<Passage> passages = retrieve(ranked, query("pumps", SearchMode.HYBRID, 10));

    assertThat(ids(passages)).containsExactly(two.id(), one.id(), three.id());
    assertThat(passages)
        .extracting(Passage::ranks)
        .containsExactly(new LegRanks(2, 1), new LegRanks(1, null), new LegRanks(null, 2));
    assertThat(passages.getFirst().score()).isCloseTo(1 / 62.0 + 1 / 61.0, within(1e-12));
    assertThat(passages).extracting(Passage::title).containsOnly("Pump handbook");
    assertThat(ranked.asked)
        .containsExactlyInAnyOrder("semantic by hashing", "keyword for pumps", "keyword for pumps");
  }

  @Test
  void searchesWordsAgainWithTheFiveBestOfBothLegs() {
    List<Chunk> chunks = List.of(stored("a"), stored("b"), stored("c"), stored("d"), stored("e"));
    ChunkId gone = new ChunkId(Fixtures.id());
    ranked.semantic = falling(chunks.get(0).id(), gone, chunks.get(1).id(), chunks.get(2).id());
    ranked.keyword = falling(chunks.get(0).id(), chunks.get(3).id(), chunks.get(4).id());

    retrieve(ranked, query("pumps", SearchMode.HYBRID, 10));

    assertThat(ranked.believed).hasSize(2).first().isEqualTo(List.of());
    List<Feedback> feedback = ranked.believed.getLast();
    assertThat(feedback)
        .extracting(Feedback::text)
        .containsExactly(
            chunks.get(0).content().searchableText(),
            chunks.get(3).content().searchableText(),
            chunks.get(1).content().searchableText(),
            chunks.get(4).content().searchableText());
    assertThat(feedback.getFirst().weight()).isCloseTo(2 / 61.0, within(1e-12));
  }

  @Test
  void findsByWordsOfTheBestPassages() {
    Chunk named = indexed(tenant, dataset, "The pump is a Zephyr");
    Chunk unnamed = indexed(tenant, dataset, "Zephyr seals are made of rubber");

    List<Passage> both = retrieve(index, query("pump", SearchMode.HYBRID, 10));
    List<Passage> words = retrieve(index, query("pump", SearchMode.KEYWORD, 10));

    assertThat(ids(both)).containsExactly(named.id(), unnamed.id());
    assertThat(both.getLast().ranks().keyword()).isEqualTo(2);
    assertThat(ids(words)).containsExactly(named.id());
  }

  @Test
  void fusesBothLegsByScoreWhereThatIsAskedFor() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    Chunk three = stored("three");
    Chunk four = stored("four");
    Chunk five = stored("five");
    ranked.semantic =
        List.of(
            new Scored<>(one.id(), 0.6),
            new Scored<>(two.id(), 0.44),
            new Scored<>(four.id(), 0.28));
    ranked.keyword =
        List.of(
            new Scored<>(three.id(), 8), new Scored<>(two.id(), 3.5), new Scored<>(five.id(), 2));

    List<Passage> passages = retrieve(ranked, weighted(SearchMode.HYBRID, 0, 0.5));

    assertThat(ids(passages)).containsExactly(one.id(), three.id(), two.id(), four.id(), five.id());
    assertThat(passages)
        .extracting(Passage::score)
        .usingComparatorForType(new DoubleComparator(1e-12), Double.class)
        .containsExactly(0.5, 0.5, 0.375, 0.0, 0.0);
    assertThat(ids(retrieve(ranked, weighted(SearchMode.HYBRID, 0, 0.25))))
        .containsExactly(three.id(), two.id(), one.id(), four.id(), five.id());
  }

  @Test
  void hasWhatIsEmbeddedOfAQuestionTakenDownForWhoeverAsks() {
    Chunk unused = stored("one");
    RecordedMeter meter = new RecordedMeter();
    EmbeddingModel away =
        new WatchedEmbeddingModel(
            embeddings,
            texts -> {
              throw new EmbeddingFailure(EmbeddingFailure.Kind.UNAVAILABLE, "planted", null);
            });

    retrieve(embeddings, meter, query("How are pumps greased?", SearchMode.KEYWORD, 3));
    retrieve(away, meter, query("How are pumps greased?", SearchMode.HYBRID, 3));
    assertThat(meter.entries()).isEmpty();

    retrieve(embeddings, meter, query("How are pumps greased?", SearchMode.HYBRID, 3));
    assertThat(meter.entries())
        .containsExactly(
            meter.question(tenant.id(), StoredTenant.OWNER, embeddings, "How are pumps greased?"));
  }

  private void retrieve(EmbeddingModel model, RecordedMeter meter, Query query) {
    Retrieved unused =
        new RetrievePassages(
                ranked,
                stores.chunks(),
                stores.datasets(),
                EmbeddingModels.only(model),
                meter.questions(),
                executor)
            .retrieve(query);
  }

  @Test
  void leavesOutWhatIsNotNearEnoughWhereverElseItStands() {
    float[] question = embeddings.embedQuestion("pumps");
    Chunk near = stored("one");
    Chunk far = stored("two");
    Chunk nearByWords = embedded("three", question);
    Chunk farByWords = embedded("four", unlike(question));
    Chunk withoutVector = ofAnotherModel("five");
    ranked.semantic = List.of(new Scored<>(near.id(), 0.6), new Scored<>(far.id(), 0.28));
    ranked.keyword = falling(farByWords.id(), far.id(), withoutVector.id(), nearByWords.id());

    assertThat(ids(retrieve(ranked, weighted(SearchMode.HYBRID, 0.5, 0.5))))
        .containsExactlyInAnyOrder(near.id(), nearByWords.id(), withoutVector.id());
    assertThat(ids(retrieve(ranked, weighted(SearchMode.SEMANTIC, 0.5, 0.5))))
        .containsExactly(near.id());
  }

  @Test
  void leavesOutByTheirShareOfTheBestWhatIsFoundByWordsAlone() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    Chunk three = stored("three");
    ranked.keyword =
        List.of(
            new Scored<>(one.id(), 8), new Scored<>(two.id(), 4), new Scored<>(three.id(), 3.9));

    assertThat(ids(retrieve(ranked, weighted(SearchMode.KEYWORD, 0.5, 0.5))))
        .containsExactly(one.id(), two.id());
  }

  /** A vector of length one at right angles to one that has a place without a value. */
  private static float[] unlike(float[] vector) {
    float[] unlike = new float[vector.length];
    int place = 0;
    while (vector[place] != 0) {
      place++;
    }
    unlike[place] = 1;
    return unlike;
  }

  @Test
  void prefersTheOnlyPassageThatHasAWordToOnesAsNear() {
    Chunk without = stored("one");
    Chunk with = stored("two");
    Chunk far = stored("three");
    ranked.semantic =
        List.of(
            new Scored<>(without.id(), 0.6),
            new Scored<>(with.id(), 0.55),
            new Scored<>(far.id(), 0.1));
    ranked.keyword = List.of(new Scored<>(with.id(), 3));

    assertThat(ids(retrieve(ranked, weighted(SearchMode.HYBRID, 0, 0.5))))
        .containsExactly(with.id(), without.id(), far.id());
  }

  @Test
  void scoresUpToOneWhereALegIsAskedAlone() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    ranked.semantic = List.of(new Scored<>(one.id(), 0.5), new Scored<>(two.id(), 0.2));
    ranked.keyword = List.of(new Scored<>(two.id(), 8), new Scored<>(one.id(), 2));

    assertThat(retrieve(ranked, weighted(SearchMode.SEMANTIC, 0, 0.8)))
        .extracting(Passage::score)
        .usingComparatorForType(new DoubleComparator(1e-12), Double.class)
        .containsExactly(1.0, 0.8);
    assertThat(retrieve(ranked, weighted(SearchMode.KEYWORD, 0, 0.8)))
        .extracting(Passage::score)
        .usingComparatorForType(new DoubleComparator(1e-12), Double.class)
        .containsExactly(1.0, 0.25);
  }

  private Query weighted(SearchMode mode, double minScore, double weight) {
    return new Query(
        tenant.id(),
        StoredTenant.OWNER,
        "pumps",
        Filter.ALL,
        new RetrievalSettings(10, minScore, mode, 0, FusionMethod.WEIGHTED, weight));
  }

  @Test
  void tellsWhatEachLegGave() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    Chunk three = stored("three");
    ranked.semantic = List.of(new Scored<>(one.id(), 0.5), new Scored<>(two.id(), -0.2));
    ranked.keyword = List.of(new Scored<>(two.id(), 7.5), new Scored<>(three.id(), 3));

    assertThat(retrieve(ranked, query("pumps", SearchMode.HYBRID, 10)))
        .extracting(Passage::scores)
        .containsExactly(
            new LegScores(-0.2, 7.5), new LegScores(0.5, null), new LegScores(null, 3.0));
  }

  @Test
  void asksOneLegOnlyWhereOneIsWanted() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    ranked.semantic = falling(one.id());
    ranked.keyword = falling(two.id());

    assertThat(ids(retrieve(ranked, query("pumps", SearchMode.SEMANTIC, 10))))
        .containsExactly(one.id());
    assertThat(ranked.asked).containsExactly("semantic by hashing");

    ranked.asked.clear();
    assertThat(ids(retrieve(ranked, query("pumps", SearchMode.KEYWORD, 10))))
        .containsExactly(two.id());
    assertThat(ranked.asked).containsExactly("keyword for pumps");
  }

  @Test
  void looksDeeperThanAskedForWithTheFilterGiven() {
    Filter filter = new Filter(Set.of(dataset.id()), Set.of(), Set.of("pump"));

    retrieve(ranked, pumps(filter, 3));
    assertThat(ranked.filters).containsExactly(filter, filter);
    assertThat(ranked.limits).containsExactly(100, 100);

    ranked.limits.clear();
    retrieve(ranked, pumps(filter, 50));
    assertThat(ranked.limits).containsExactly(200, 200);
  }

  @Test
  void looksWhereTheSettingsSayAndTheFilterDoesNot() {
    TimeSpan since = new TimeSpan(Fixtures.NOW, null);
    Language german = new Language("de");
    RetrievalSettings settings =
        settings(3, SearchMode.HYBRID, 0, 0)
            .narrowedTo(new Narrowing(Set.of("public"), Set.of(german), since));
    Filter open = new Filter(Set.of(dataset.id()), Set.of(), Set.of());
    Filter own = new Filter(Set.of(dataset.id()), Set.of(), Set.of("pump"));

    retrieve(ranked, new Query(tenant.id(), StoredTenant.OWNER, "pumps", open, settings));
    retrieve(ranked, new Query(tenant.id(), StoredTenant.OWNER, "pumps", own, settings));

    Set<DatasetId> datasets = open.datasets();
    Filter narrowed = new Filter(datasets, Set.of(), Set.of("public"), Set.of(german), since);
    Filter mixed = new Filter(datasets, Set.of(), Set.of("pump"), Set.of(german), since);
    assertThat(ranked.filters).containsExactly(narrowed, narrowed, mixed, mixed);
  }

  @Test
  void givesNoMorePassagesThanAskedForAndTheBestOfThem() {
    List<ChunkId> all = List.of(stored("one").id(), stored("two").id(), stored("three").id());
    ranked.keyword = falling(all.toArray(ChunkId[]::new));

    assertThat(ids(retrieve(ranked, query("pumps", SearchMode.HYBRID, 2))))
        .isEqualTo(all.subList(0, 2));
  }

  @Test
  void choosesUnlikePassagesWhereDiversityIsAskedFor() {
    Chunk best = embedded("one", 1, 0);
    Chunk same = embedded("two", 1, 0);
    Chunk unlike = embedded("three", 0, 1);
    ranked.semantic = falling(best.id(), same.id(), unlike.id());

    assertThat(ids(retrieve(ranked, diverse(2, 0, 0)))).containsExactly(best.id(), same.id());
    assertThat(ids(retrieve(ranked, diverse(2, 0, 0.6)))).containsExactly(best.id(), unlike.id());
    assertThat(ids(retrieve(ranked, diverse(2, 1 / 62.0, 0.6))))
        .containsExactly(best.id(), same.id());
  }

  @Test
  void takesWhatHasNoVectorForUnlike() {
    Chunk best = embedded("one", 1, 0);
    Chunk same = embedded("two", 1, 0);
    Chunk ofAnotherModel = ofAnotherModel("three");
    ranked.semantic = falling(best.id(), same.id(), ofAnotherModel.id());

    assertThat(ids(retrieve(ranked, diverse(3, 0, 0.6))))
        .containsExactly(best.id(), ofAnotherModel.id(), same.id());
    assertThat(ids(retrieve(ranked, diverse(1, 0, 1)))).containsExactly(best.id());
  }

  private Query diverse(int k, double minScore, double diversity) {
    return new Query(
        tenant.id(),
        StoredTenant.OWNER,
        "pumps",
        Filter.ALL,
        settings(k, SearchMode.SEMANTIC, minScore, diversity));
  }

  private Chunk embedded(String text, float... vector) {
    return embedded(embeddings.name(), text, vector);
  }

  /** A chunk whose vector no question can be compared with. */
  private Chunk ofAnotherModel(String text) {
    return embedded("another", text, 1, 0);
  }

  private Chunk embedded(String model, String text, float... vector) {
    Document document = tenant.withDocument(dataset, text);
    Chunk chunk = Fixtures.chunk(document, 0, text);
    stores
        .chunks()
        .replace(tenant.id(), document.id(), model, List.of(new Embedded(chunk, vector)));
    return chunk;
  }

  @Test
  void dropsHitsThatAreNotStoredWithoutCountingThem() {
    Chunk stored = stored("one");
    Chunk foreign = other.withChunk(other.withDocument(other.withDataset(), "x"), "x");
    ranked.semantic = falling(new ChunkId(Fixtures.id()), foreign.id(), stored.id());
    ranked.keyword = falling(foreign.id());

    List<Passage> passages = retrieve(ranked, query("pumps", SearchMode.HYBRID, 1));

    assertThat(ids(passages)).containsExactly(stored.id());
    assertThat(passages.getFirst().ranks()).isEqualTo(new LegRanks(3, null));
  }

  @Test
  void leavesOutPassagesBelowTheLowestScore() {
    Chunk one = stored("one");
    Chunk two = stored("two");
    ranked.semantic = falling(one.id(), two.id());
    double lowest = 1 / 61.0;

    List<Passage> passages =
        retrieve(
            ranked,
            new Query(
                tenant.id(),
                StoredTenant.OWNER,
                "pumps",
                Filter.ALL,
                settings(10, SearchMode.SEMANTIC, lowest, 0)));

    assertThat(ids(passages)).containsExactly(one.id());
  }

  @Test
  void findsNothingInAnEmptyIndex() {
    assertThat(retrieve(index, query("pumps", Filter.ALL))).isEmpty();
    assertThat(retrieve(index, query("?!", Filter.ALL))).isEmpty();
  }

  @Test
  void findsTheBestPassageWithItsTitle() {
    indexed(tenant, dataset, "Valves close by hand");
    Chunk pump = indexed(tenant, dataset, "The pump starts at four bar");

    List<Passage> passages = retrieve(index, query("When does the pump start?", Filter.ALL));

    assertThat(ids(passages).getFirst()).isEqualTo(pump.id());
    assertThat(passages.getFirst().title()).isEqualTo("About The pump starts at four bar");
  }

  @Test
  void narrowsToDatasetsDocumentsAndTags() {
    Dataset second = tenant.withDataset();
    Chunk plain = indexed(tenant, dataset, "The first pump");
    Chunk steel = indexed(tenant, dataset, "The second pump", "steel");
    Chunk elsewhere = indexed(tenant, second, "The third pump", "steel", "old");

    assertThat(ids(retrieve(index, query("pump", Filter.ALL))))
        .containsExactlyInAnyOrder(plain.id(), steel.id(), elsewhere.id());
    assertThat(
            ids(
                retrieve(
                    index, query("pump", new Filter(Set.of(second.id()), Set.of(), Set.of())))))
        .containsExactly(elsewhere.id());
    assertThat(
            ids(
                retrieve(
                    index,
                    query("pump", new Filter(Set.of(), Set.of(plain.document()), Set.of())))))
        .containsExactly(plain.id());
    assertThat(
            ids(
                retrieve(
                    index,
                    query("pump", new Filter(Set.of(dataset.id()), Set.of(), Set.of("steel"))))))
        .containsExactly(steel.id());
  }

  @Test
  void findsNothingOfAnotherTenantWhateverIsNamed() {
    Dataset foreignDataset = other.withDataset();
    Chunk foreign = indexed(other, foreignDataset, "The pump of others");

    assertThat(retrieve(index, query("pump", Filter.ALL))).isEmpty();
    assertThat(
            retrieve(
                index, query("pump", new Filter(Set.of(foreignDataset.id()), Set.of(), Set.of()))))
        .isEmpty();
    assertThat(
            retrieve(
                index, query("pump", new Filter(Set.of(), Set.of(foreign.document()), Set.of()))))
        .isEmpty();
  }

  @Test
  void throwsWhatALegThrows() {
    EmbeddingModel broken =
        new EmbeddingModel() {
          @Override
          public String name() {
            return embeddings.name();
          }

          @Override
          public int dimension() {
            return 1;
          }

          @Override
          public List<float[]> embed(List<String> texts) {
            throw new UnsupportedOperationException("planned");
          }
        };
    RetrievePassages retrievePassages =
        new RetrievePassages(
            ranked,
            stores.chunks(),
            stores.datasets(),
            EmbeddingModels.only(broken),
            Fixtures.UNBOOKED,
            executor);

    assertThatIllegalStateException()
        .isThrownBy(() -> retrievePassages.retrieve(query("pump", SearchMode.HYBRID, 3)))
        .withCauseInstanceOf(UnsupportedOperationException.class);
    assertThat(retrievePassages.retrieve(query("pump", SearchMode.KEYWORD, 3)).passages())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void searchesByWordsAloneAndSaysSoWhereTheModelGivesNoAnswer(SearchMode mode) {
    Chunk pump = indexed(tenant, dataset, "pump");
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
                executor)
            .retrieve(query("pump", mode, 3));

    assertThat(retrieved.passages())
        .extracting(passage -> passage.chunk().id())
        .containsExactly(pump.id());
    assertThat(retrieved.warnings())
        .isEqualTo(mode == SearchMode.KEYWORD ? List.of() : List.of(Warning.MEANING_UNAVAILABLE));
  }

  @Test
  void refusesAVectorThatIsNotOfTheModelsDimension() {
    EmbeddingModel changed =
        new EmbeddingModel() {
          @Override
          public String name() {
            return embeddings.name();
          }

          @Override
          public int dimension() {
            return 2;
          }

          @Override
          public List<float[]> embed(List<String> texts) {
            return List.of(new float[] {1, 0, 0});
          }
        };
    RetrievePassages retrievePassages =
        new RetrievePassages(
            ranked,
            stores.chunks(),
            stores.datasets(),
            EmbeddingModels.only(changed),
            Fixtures.UNBOOKED,
            executor);

    assertThatIllegalStateException()
        .isThrownBy(() -> retrievePassages.retrieve(query("pump", SearchMode.SEMANTIC, 3)))
        .havingCause()
        .withMessageStartingWith("vector of hashing: 3 numbers (expected: 2)");
  }
}
