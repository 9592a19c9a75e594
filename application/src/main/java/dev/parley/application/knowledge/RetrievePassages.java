package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.Titled;
import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Diversity;
import dev.parley.domain.knowledge.Diversity.Candidate;
import dev.parley.domain.knowledge.Fusion;
import dev.parley.domain.knowledge.Fusion.Fused;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.LegScores;
import dev.parley.domain.knowledge.Neighbours;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.RelevanceFeedback;
import dev.parley.domain.knowledge.ScoreNormalisation;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the passages for a question: by meaning and by words at once, fused as the settings say.
 * Search and chat both ask here, so they find the same.
 */
public final class RetrievePassages {
  /** How much deeper than asked for each leg looks, so that fusion has something to choose from. */
  private static final int DEPTH_FACTOR = 4;

  /** How deep each leg looks at least: scores are scaled over this many. */
  public static final int MIN_DEPTH = 100;

  private final PassageIndex index;
  private final Chunks chunks;
  private final Editions editions;
  private final EmbeddingModels models;
  private final EmbedQuestion embedQuestion;
  private final ExecutorService executor;
  private final @Nullable Reranking reranking;

  /**
   * @param executor runs the legs; one that makes virtual threads
   */
  public RetrievePassages(
      PassageIndex index,
      Chunks chunks,
      Editions editions,
      EmbeddingModels models,
      EmbedQuestion embedQuestion,
      ExecutorService executor) {
    this(index, chunks, editions, models, embedQuestion, executor, null);
  }

  /**
   * @param executor runs the legs; one that makes virtual threads
   * @param reranking null: there is no reranker
   */
  public RetrievePassages(
      PassageIndex index,
      Chunks chunks,
      Editions editions,
      EmbeddingModels models,
      EmbedQuestion embedQuestion,
      ExecutorService executor,
      @Nullable Reranking reranking) {
    this.index = Objects.requireNonNull(index);
    this.chunks = Objects.requireNonNull(chunks);
    this.editions = Objects.requireNonNull(editions);
    this.models = Objects.requireNonNull(models);
    this.embedQuestion = Objects.requireNonNull(embedQuestion);
    this.executor = Objects.requireNonNull(executor);
    this.reranking = reranking;
  }

  /**
   * What is looked for.
   *
   * @param subject of the principal who asks
   * @param filter what it leaves open, the settings may narrow
   * @param settings a diversity of 0 is not looked at
   */
  public record Query(
      TenantId tenant, String subject, String text, Filter filter, RetrievalSettings settings) {
    Query byWordsAlone() {
      return new Query(tenant, subject, text, filter, settings.byWordsAlone());
    }
  }

  /**
   * What was found.
   *
   * @param warnings what was left undone
   */
  public record Retrieved(List<Passage> passages, List<Warning> warnings) {
    public Retrieved {
      passages = List.copyOf(passages);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The passages, best first, or in the order in which diversity chose them; blocking. Those that
   * are one text are joined, so there may be fewer than were found. Words that no tokenizer knows
   * find nothing.
   *
   * <p>Which edition of each dataset is searched is decided first of all: whatever is switched
   * meanwhile, the passages are of one edition. Where the model that embeds gives no answer or
   * cannot be had any more, words alone are searched, whatever the settings say, and a warning says
   * so; it also says so where that is the case of some datasets, which are found by words only.
   */
  public Retrieved retrieve(Query asked) {
    Sight sight = Sight.of(asked, editions, models);
    if (sight.isEmpty()) {
      return new Retrieved(List.of(), List.of());
    }
    int depth = Math.max(MIN_DEPTH, asked.settings().k() * DEPTH_FACTOR);
    boolean meaningLacks = sight.lacksModel() && asked.settings().mode() != SearchMode.KEYWORD;
    if (meaningLacks && sight.models().isEmpty()) {
      sight = sight.byWordsAlone();
    }
    List<Passage> fused;
    try {
      fused = passages(sight, depth);
    } catch (EmbeddingFailure withoutMeaning) {
      meaningLacks = true;
      sight = sight.byWordsAlone();
      fused = passages(sight, depth);
    }
    List<Warning> warnings = new ArrayList<>();
    if (meaningLacks) {
      warnings.add(Warning.MEANING_UNAVAILABLE);
    }
    Query query = sight.query();
    RetrievalSettings settings = query.settings();
    List<Passage> ordered = fused;
    if (settings.rerank() && !fused.isEmpty()) {
      Optional<List<Passage>> reranked =
          reranking == null
              ? Optional.empty()
              : reranking.reranked(query.text(), fused, settings.k(), executor);
      ordered = reranked.orElse(fused);
      if (reranked.isEmpty()) {
        warnings.add(Warning.NOT_RERANKED);
      }
    }
    List<Passage> chosen =
        settings.diversity() > 0
            ? diverse(ordered, sight)
            : ordered.subList(0, Math.min(settings.k(), ordered.size()));
    return new Retrieved(Neighbours.joined(chosen), warnings);
  }

  private List<Passage> passages(Sight sight, int depth) {
    Query query = sight.query();
    RetrievalSettings settings = query.settings();
    Found found = find(sight, depth);
    Ranking ranking = found.ranking();
    Map<ChunkId, Double> cosines = found.cosines();
    Map<ChunkId, Double> wordScores = scores(ranking.keyword());
    Map<ChunkId, Titled> stored = stored(sight, ranking.fused().stream().map(Fused::item).toList());
    Map<ChunkId, Double> measured =
        settings.judgesByCosine()
            ? measured(query.tenant(), found.questions(), cosines, stored.keySet())
            : Map.of();
    int wanted = settings.diversity() > 0 || settings.rerank() ? depth : settings.k();
    List<Passage> passages = new ArrayList<>(wanted);
    for (Fused<ChunkId> hit : ranking.fused()) {
      Titled titled = stored.get(hit.item());
      if (titled != null
          && passages.size() < wanted
          && settings.admits(hit.score(), measured.get(hit.item()))) {
        LegScores scores = new LegScores(cosines.get(hit.item()), wordScores.get(hit.item()));
        passages.add(new Passage(titled.chunk(), titled.title(), hit.score(), hit.ranks(), scores));
      }
    }
    return passages;
  }

  /** What the legs of a search found, and both as one list. All best first. */
  public record Ranking(
      List<Scored<ChunkId>> semantic, List<Scored<ChunkId>> keyword, List<Fused<ChunkId>> fused) {
    private static final Ranking NOTHING = new Ranking(List.of(), List.of(), List.of());
  }

  /**
   * The order from which {@link #retrieve} takes its passages, which looks at neither k, minimal
   * score nor diversity; blocking. It may hold chunks that are not stored any more.
   *
   * <p>Where both legs are asked, words are searched twice: the second time for those, too, that
   * are frequent in the best passages of the first.
   *
   * @param depth how many chunks each leg looks for
   * @throws EmbeddingFailure if meaning is asked and the model that embeds gives no answer
   */
  public Ranking rank(Query query, int depth) {
    Sight sight = Sight.of(query, editions, models);
    return sight.isEmpty() ? Ranking.NOTHING : find(sight, depth).ranking();
  }

  /**
   * A ranking, and what was looked for.
   *
   * @param questions its vectors, by the names of the models; none where meaning was not asked
   * @param cosines of what was found by meaning
   */
  private record Found(
      Ranking ranking, Map<String, float[]> questions, Map<ChunkId, Double> cosines) {}

  /**
   * What was found by meaning.
   *
   * @param hits with scores that can be compared even where models differ
   */
  private record Meant(
      Map<String, float[]> questions, List<Scored<ChunkId>> hits, Map<ChunkId, Double> cosines) {}

  private Found find(Sight sight, int depth) {
    Query query = sight.query();
    RetrievalSettings settings = query.settings();
    Future<Meant> meaning = executor.submit(() -> semantic(sight, depth));
    Future<List<Scored<ChunkId>>> words = executor.submit(() -> keyword(query, List.of(), depth));
    Meant meant = join(meaning);
    List<Scored<ChunkId>> semantic = meant.hits();
    List<Scored<ChunkId>> keyword = join(words);
    List<Fused<ChunkId>> fused = fused(semantic, keyword, settings, depth);
    List<Feedback> feedback =
        settings.mode() == SearchMode.HYBRID ? feedback(sight, fused) : List.of();
    if (feedback.isEmpty()) {
      return new Found(new Ranking(semantic, keyword, fused), meant.questions(), meant.cosines());
    }
    List<Scored<ChunkId>> widened = keyword(query, feedback, depth);
    return new Found(
        new Ranking(semantic, widened, fused(semantic, widened, settings, depth)),
        meant.questions(),
        meant.cosines());
  }

  private List<Feedback> feedback(Sight sight, List<Fused<ChunkId>> fused) {
    List<Fused<ChunkId>> best =
        fused.stream().filter(hit -> hit.score() > 0).limit(RelevanceFeedback.PASSAGES).toList();
    Map<ChunkId, Titled> stored = stored(sight, best.stream().map(Fused::item).toList());
    List<Feedback> feedback = new ArrayList<>(best.size());
    for (Fused<ChunkId> hit : best) {
      Titled titled = stored.get(hit.item());
      if (titled != null) {
        feedback.add(new Feedback(titled.chunk().content().searchableText(), hit.score()));
      }
    }
    return feedback;
  }

  private Map<ChunkId, Titled> stored(Sight sight, List<ChunkId> ids) {
    return ids.isEmpty()
        ? Map.of()
        : chunks.find(sight.tenant(), ids).stream()
            .filter(found -> sight.editions().contains(found.edition()))
            .collect(Collectors.toMap(titled -> titled.chunk().id(), Function.identity()));
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
          Fusion.weighted(semantic, keyword, settings.weight(), normalisation(settings), depth);
    };
  }

  /** A leg that is asked alone has no other to be compared with: its scores keep their shares. */
  private static ScoreNormalisation normalisation(RetrievalSettings settings) {
    return settings.mode() == SearchMode.HYBRID
        ? ScoreNormalisation.MIN_MAX
        : ScoreNormalisation.THEORETICAL;
  }

  /** Cosines of all that was found, those included that were found by words alone. */
  private Map<ChunkId, Double> measured(
      TenantId tenant,
      Map<String, float[]> questions,
      Map<ChunkId, Double> known,
      Set<ChunkId> found) {
    Map<ChunkId, Double> measured = new HashMap<>(known);
    List<ChunkId> unknown = found.stream().filter(id -> !known.containsKey(id)).toList();
    if (!unknown.isEmpty()) {
      questions.forEach(
          (model, question) ->
              chunks
                  .vectors(tenant, model, unknown)
                  .forEach((id, vector) -> measured.put(id, product(question, vector))));
    }
    return measured;
  }

  /** The cosine of vectors of length one. */
  private static double product(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }

  private static List<ChunkId> items(List<Scored<ChunkId>> hits) {
    return hits.stream().map(Scored::item).toList();
  }

  private static Map<ChunkId, Double> scores(List<Scored<ChunkId>> hits) {
    return hits.stream().collect(Collectors.toMap(Scored::item, Scored::score));
  }

  /**
   * What has no vector is like nothing, and so is what another model embedded than most: vectors of
   * different models tell nothing of each other.
   */
  private List<Passage> diverse(List<Passage> passages, Sight sight) {
    List<ChunkId> ids = passages.stream().map(passage -> passage.chunk().id()).toList();
    Map<ChunkId, float[]> vectors =
        sight.models().stream()
            .map(model -> chunks.vectors(sight.tenant(), model.name(), ids))
            .max(Comparator.comparingInt(Map::size))
            .orElse(Map.of());
    Query query = sight.query();
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

  private Meant semantic(Sight sight, int depth) {
    Query query = sight.query();
    if (query.settings().mode() == SearchMode.KEYWORD) {
      return new Meant(Map.of(), List.of(), Map.of());
    }
    Map<String, float[]> questions = new HashMap<>();
    List<List<Scored<ChunkId>>> lists = new ArrayList<>();
    for (EmbeddingModel model : sight.models()) {
      float[] vector =
          model.ofItsDimension(
              embedQuestion.embed(query.tenant(), query.subject(), model, query.text()));
      questions.put(model.name(), vector);
      lists.add(index.semantic(query.tenant(), model.name(), vector, query.filter(), depth));
    }
    Map<ChunkId, Double> cosines = new HashMap<>();
    lists.forEach(list -> cosines.putAll(scores(list)));
    return new Meant(questions, Fusion.asOne(lists, depth), cosines);
  }

  private List<Scored<ChunkId>> keyword(Query query, List<Feedback> feedback, int depth) {
    return query.settings().mode() == SearchMode.SEMANTIC
        ? List.of()
        : index.keyword(query.tenant(), query.text(), feedback, query.filter(), depth);
  }

  private static <T> T join(Future<T> leg) {
    try {
      return leg.get();
    } catch (InterruptedException e) {
      leg.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EmbeddingFailure failure) {
        throw failure;
      }
      throw new IllegalStateException("a leg of the search failed", e.getCause());
    }
  }
}
