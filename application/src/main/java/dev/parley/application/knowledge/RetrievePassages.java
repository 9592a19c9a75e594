package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.Titled;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Diversity;
import dev.parley.domain.knowledge.Diversity.Candidate;
import dev.parley.domain.knowledge.Fusion;
import dev.parley.domain.knowledge.Fusion.Fused;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.LegScores;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.ScoreNormalisation;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the passages for a question: by meaning and by words at once, fused as the settings say.
 * Search and chat both ask here, so they find the same.
 */
public final class RetrievePassages {
  /** How much deeper than asked for each leg looks, so that fusion has something to choose from. */
  private static final int DEPTH_FACTOR = 4;

  private static final int MIN_DEPTH = 50;

  private final PassageIndex index;
  private final Chunks chunks;
  private final EmbeddingModel embeddings;
  private final ExecutorService executor;

  /**
   * @param executor runs the legs; one that makes virtual threads
   */
  public RetrievePassages(
      PassageIndex index, Chunks chunks, EmbeddingModel embeddings, ExecutorService executor) {
    this.index = Objects.requireNonNull(index);
    this.chunks = Objects.requireNonNull(chunks);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.executor = Objects.requireNonNull(executor);
  }

  /**
   * What is looked for.
   *
   * @param settings a diversity of 0 is not looked at
   */
  public record Query(TenantId tenant, String text, Filter filter, RetrievalSettings settings) {}

  /**
   * The passages, best first, or in the order in which diversity chose them; blocking. Words that
   * no tokenizer knows find nothing.
   */
  public List<Passage> retrieve(Query query) {
    RetrievalSettings settings = query.settings();
    int depth = Math.max(MIN_DEPTH, settings.k() * DEPTH_FACTOR);
    Future<List<Scored<ChunkId>>> meaning = executor.submit(() -> semantic(query, depth));
    Future<List<Scored<ChunkId>>> words = executor.submit(() -> keyword(query, depth));
    List<Scored<ChunkId>> semantic = join(meaning);
    List<Scored<ChunkId>> keyword = join(words);
    List<Fused<ChunkId>> fused = fused(semantic, keyword, settings, depth);
    Map<ChunkId, Double> cosines = scores(semantic);
    Map<ChunkId, Double> wordScores = scores(keyword);
    Map<ChunkId, Titled> stored =
        chunks.find(query.tenant(), fused.stream().map(Fused::item).toList()).stream()
            .collect(Collectors.toMap(titled -> titled.chunk().id(), Function.identity()));
    int wanted = settings.diversity() > 0 ? depth : settings.k();
    List<Passage> passages = new ArrayList<>(wanted);
    for (Fused<ChunkId> hit : fused) {
      Titled titled = stored.get(hit.item());
      if (titled != null && passages.size() < wanted && hit.score() >= settings.minScore()) {
        LegScores scores = new LegScores(cosines.get(hit.item()), wordScores.get(hit.item()));
        passages.add(new Passage(titled.chunk(), titled.title(), hit.score(), hit.ranks(), scores));
      }
    }
    return settings.diversity() > 0 ? diverse(passages, query) : passages;
  }

  private static List<Fused<ChunkId>> fused(
      List<Scored<ChunkId>> semantic,
      List<Scored<ChunkId>> keyword,
      RetrievalSettings settings,
      int depth) {
    return switch (settings.fusion()) {
      case RECIPROCAL_RANK ->
          Fusion.reciprocalRank(items(semantic), items(keyword), Fusion.DEFAULT_K);
      case WEIGHTED ->
          Fusion.weighted(
              semantic, keyword, settings.weight(), ScoreNormalisation.THEORETICAL, depth);
    };
  }

  private static List<ChunkId> items(List<Scored<ChunkId>> hits) {
    return hits.stream().map(Scored::item).toList();
  }

  private static Map<ChunkId, Double> scores(List<Scored<ChunkId>> hits) {
    return hits.stream().collect(Collectors.toMap(Scored::item, Scored::score));
  }

  /** What has no vector of the model is like nothing. */
  private List<Passage> diverse(List<Passage> passages, Query query) {
    Map<ChunkId, float[]> vectors =
        chunks.vectors(
            query.tenant(),
            embeddings.name(),
            passages.stream().map(passage -> passage.chunk().id()).toList());
    int dimension = vectors.values().stream().mapToInt(vector -> vector.length).max().orElse(0);
    return Diversity.pick(
        passages.stream()
            .map(
                passage ->
                    new Candidate<>(
                        passage,
                        passage.score(),
                        vectors.getOrDefault(passage.chunk().id(), new float[dimension])))
            .toList(),
        query.settings().k(),
        query.settings().diversity());
  }

  private List<Scored<ChunkId>> semantic(Query query, int depth) {
    if (query.settings().mode() == SearchMode.KEYWORD) {
      return List.of();
    }
    float[] vector = embeddings.embed(List.of(query.text())).getFirst();
    return index.semantic(query.tenant(), embeddings.name(), vector, query.filter(), depth);
  }

  private List<Scored<ChunkId>> keyword(Query query, int depth) {
    return query.settings().mode() == SearchMode.SEMANTIC
        ? List.of()
        : index.keyword(query.tenant(), query.text(), query.filter(), depth);
  }

  private static <T> T join(Future<T> leg) {
    try {
      return leg.get();
    } catch (InterruptedException e) {
      leg.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a leg of the search failed", e.getCause());
    }
  }
}
