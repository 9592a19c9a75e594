package dev.parley.bootstrap.eval;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.Editions;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.knowledge.RetrievePassages.Query;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import dev.parley.domain.knowledge.Fusion.Fused;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * Ranks the documents of a test collection as a search and a chat turn would: cut, embedded and
 * indexed by the parts that serve, with the settings of a new bot. A document ranks where its best
 * chunk does.
 */
public final class RetrievalMeasurement {
  /** Chunks that a leg asked alone looks for, so that a hundred documents are among them. */
  private static final int DEPTH = 3 * Measures.DEPTH;

  private static final int BATCH = 256;
  private static final int WARM_UP = 20;

  private final PassageIndex index;
  private final EmbeddingModel embeddings;
  private final Chunker chunker;
  private final Ids ids;
  private final DatasetId dataset;
  private final CorpusChunks chunks;
  private final Map<ChunkId, String> sources = new HashMap<>();
  private final RetrievePassages retrieve;
  private final TenantId tenant;

  /**
   * @param executor runs the legs; one that makes virtual threads
   */
  public RetrievalMeasurement(
      PassageIndex index,
      EmbeddingModel embeddings,
      Chunker chunker,
      Ids ids,
      ExecutorService executor) {
    this.index = Objects.requireNonNull(index);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.chunker = Objects.requireNonNull(chunker);
    this.ids = Objects.requireNonNull(ids);
    this.dataset = new DatasetId(ids.next());
    EditionId edition = EditionId.first(dataset);
    this.chunks = new CorpusChunks(edition);
    Editions.Shown all = new Editions.Shown(Map.of(edition, embeddings.name()), true);
    this.retrieve =
        new RetrievePassages(
            index,
            chunks,
            (owner, wanted) -> all,
            EmbeddingModels.only(embeddings),
            new EmbedQuestion(new EstimatingTokenCounter(), EmbeddingMeter.NONE),
            executor);
    this.tenant = new TenantId(ids.next());
  }

  /**
   * What was measured of one way to search.
   *
   * @param millisPerQuery wall time of a search, a mean over the questions, one after another
   */
  public record Measured(Measures measures, double millisPerQuery) {}

  /**
   * What came of it all.
   *
   * @param chunks into how many the documents were cut
   * @param secondsToIndex cutting, embedding and indexing
   */
  public record Result(
      int documents,
      int questions,
      int chunks,
      double secondsToIndex,
      Map<SearchMode, Measured> modes) {}

  /** Indexes the collection and asks all its questions in each mode. Blocking and long. */
  public Result measure(
      TestCollection collection, ChunkingSettings chunking, RetrievalSettings settings) {
    long begun = System.nanoTime();
    fill(collection.documents(), chunking);
    double indexing = (System.nanoTime() - begun) / 1e9;
    Map<SearchMode, Measured> modes = new LinkedHashMap<>();
    for (SearchMode mode : List.of(SearchMode.KEYWORD, SearchMode.SEMANTIC, SearchMode.HYBRID)) {
      modes.put(mode, ask(collection, in(mode, settings)));
    }
    return new Result(
        collection.documents().size(),
        collection.questions().size(),
        sources.size(),
        indexing,
        modes);
  }

  private static RetrievalSettings in(SearchMode mode, RetrievalSettings settings) {
    return new RetrievalSettings(
        settings.k(), 0, mode, 0, settings.fusion(), settings.semanticWeight());
  }

  /** Many small documents go into the index as one: each would be a commit of its own. */
  private void fill(Map<String, String> documents, ChunkingSettings chunking) {
    DocumentId batch = new DocumentId(ids.next());
    List<Chunk> waiting = new ArrayList<>();
    for (Map.Entry<String, String> document : documents.entrySet()) {
      ExtractedText text = new ExtractedText(document.getValue(), List.of(0), Markup.PLAIN);
      for (ChunkDraft draft : chunker.chunk(text, chunking)) {
        Chunk chunk = new Chunk(new ChunkId(ids.next()), batch, dataset, draft);
        sources.put(chunk.id(), document.getKey());
        waiting.add(chunk);
      }
      if (waiting.size() >= BATCH) {
        put(batch, waiting);
        waiting.clear();
        batch = new DocumentId(ids.next());
      }
    }
    if (!waiting.isEmpty()) {
      put(batch, waiting);
    }
  }

  private void put(DocumentId batch, List<Chunk> cut) {
    List<float[]> vectors =
        embeddings.embed(cut.stream().map(chunk -> chunk.content().searchableText()).toList());
    List<Embedded> embedded = new ArrayList<>(cut.size());
    for (int i = 0; i < cut.size(); i++) {
      embedded.add(new Embedded(cut.get(i), vectors.get(i)));
    }
    chunks.replace(tenant, batch, embeddings.name(), embedded);
    index.put(tenant, batch, chunks.ofDocument(tenant, batch));
  }

  private Measured ask(TestCollection collection, RetrievalSettings settings) {
    collection.questions().values().stream()
        .limit(WARM_UP)
        .forEach(question -> rank(question, settings));
    List<Measures> each = new ArrayList<>();
    long nanos = 0;
    for (Map.Entry<String, String> question : collection.questions().entrySet()) {
      long begun = System.nanoTime();
      List<ChunkId> ranked = rank(question.getValue(), settings);
      nanos += System.nanoTime() - begun;
      List<String> documents = ranked.stream().map(sources::get).distinct().toList();
      each.add(Measures.of(collection, question.getKey(), documents));
    }
    return new Measured(Measures.mean(each), nanos / 1e6 / each.size());
  }

  private List<ChunkId> rank(String question, RetrievalSettings settings) {
    // Scores are fused over as many as serving looks at: more would scale them otherwise.
    int depth = settings.mode() == SearchMode.HYBRID ? RetrievePassages.MIN_DEPTH : DEPTH;
    RetrievePassages.Ranking ranking =
        retrieve.rank(new Query(tenant, "eval", question, Filter.ALL, settings), depth);
    return switch (settings.mode()) {
      case HYBRID -> ranking.fused().stream().map(Fused::item).toList();
      case SEMANTIC -> ranking.semantic().stream().map(Scored::item).toList();
      case KEYWORD -> ranking.keyword().stream().map(Scored::item).toList();
    };
  }
}
