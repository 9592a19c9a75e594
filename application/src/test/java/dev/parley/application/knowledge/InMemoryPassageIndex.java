package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.RelevanceFeedback;
import dev.parley.domain.knowledge.Words;
import dev.parley.domain.tenant.TenantId;
import java.text.Normalizer;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Passages in memory, every one of them compared with each query. */
public final class InMemoryPassageIndex implements PassageIndex {
  /** As much of a query as is looked at: some can be made to cost the square of their length. */
  private static final int MAX_QUERY_LENGTH = 16_384;

  private final Map<TenantId, Map<DocumentId, DocumentChunks>> tenants = new HashMap<>();

  public InMemoryPassageIndex() {}

  @Override
  public synchronized void put(TenantId tenant, DocumentId document, DocumentChunks content) {
    tenants
        .computeIfAbsent(tenant, id -> new HashMap<>())
        .merge(
            document,
            content,
            (present, next) -> present.revision() > next.revision() ? present : next);
  }

  @Override
  public synchronized void remove(TenantId tenant, Set<DocumentId> documents) {
    of(tenant).keySet().removeAll(documents);
  }

  @Override
  public synchronized void removeTenant(TenantId tenant) {
    tenants.remove(tenant);
  }

  @Override
  public synchronized Map<DocumentId, Long> revisions(TenantId tenant) {
    return of(tenant).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().revision()));
  }

  @Override
  public synchronized Map<DocumentId, Long> revisions(TenantId tenant, Set<DocumentId> documents) {
    Map<DocumentId, Long> revisions = new HashMap<>(revisions(tenant));
    revisions.keySet().retainAll(documents);
    return revisions;
  }

  @Override
  public synchronized List<Scored<ChunkId>> semantic(
      TenantId tenant, String embeddingModel, float[] vector, Filter filter, int limit) {
    return best(
        of(tenant).entrySet().stream()
            .flatMap(
                entry ->
                    admitted(
                        entry.getKey(),
                        entry.getValue(),
                        filter,
                        entry.getValue().byModel().getOrDefault(embeddingModel, List.of()))),
        embedded -> cosine(vector, embedded.vector()),
        limit);
  }

  @Override
  public synchronized List<Scored<ChunkId>> keyword(
      TenantId tenant, String query, List<Feedback> feedback, Filter filter, int limit) {
    List<Set<String>> texts =
        of(tenant).values().stream()
            .flatMap(InMemoryPassageIndex::all)
            .map(InMemoryPassageIndex::words)
            .toList();
    ToDoubleFunction<String> rarity =
        word -> {
          long holders = texts.stream().filter(text -> text.contains(word)).count();
          return Math.log(1 + (texts.size() + 1.0) / (holders + 0.5));
        };
    Map<String, Integer> asked =
        once(words(query.substring(0, Math.min(query.length(), MAX_QUERY_LENGTH))));
    if (asked.isEmpty()) {
      return List.of();
    }
    List<RelevanceFeedback.Source> sources =
        feedback.stream()
            .map(
                answer -> new RelevanceFeedback.Source(once(words(answer.text())), answer.weight()))
            .toList();
    Map<String, Double> weights = new HashMap<>();
    RelevanceFeedback.widen(asked, sources, rarity)
        .forEach((word, weight) -> weights.put(word, weight * rarity.applyAsDouble(word)));
    return best(
        of(tenant).entrySet().stream()
            .flatMap(
                entry ->
                    admitted(
                        entry.getKey(), entry.getValue(), filter, all(entry.getValue()).toList()))
            .filter(embedded -> !Collections.disjoint(words(embedded), weights.keySet())),
        embedded -> words(embedded).stream().mapToDouble(w -> weights.getOrDefault(w, 0.0)).sum(),
        limit);
  }

  private Map<DocumentId, DocumentChunks> of(TenantId tenant) {
    return tenants.getOrDefault(tenant, new HashMap<>());
  }

  /** The chunks of all editions. */
  private static Stream<Embedded> all(DocumentChunks content) {
    return content.byModel().values().stream().flatMap(List::stream);
  }

  private static Stream<Embedded> admitted(
      DocumentId document, DocumentChunks content, Filter filter, List<Embedded> chunks) {
    Language language = content.language();
    boolean ofDocument =
        (filter.documents().isEmpty() || filter.documents().contains(document))
            && (filter.languages().isEmpty()
                || (language != null && filter.languages().contains(language)))
            && filter.added().contains(content.createdAt())
            && (filter.tags().isEmpty() || !Collections.disjoint(filter.tags(), content.tags()));
    return ofDocument
        ? chunks.stream()
            .filter(
                embedded ->
                    filter.datasets().isEmpty()
                        || filter.datasets().contains(embedded.chunk().dataset()))
        : Stream.empty();
  }

  private static List<Scored<ChunkId>> best(
      Stream<Embedded> candidates, ToDoubleFunction<Embedded> score, int limit) {
    return candidates
        .map(candidate -> new Scored<>(candidate.chunk().id(), score.applyAsDouble(candidate)))
        .sorted(Comparator.comparingDouble((Scored<ChunkId> hit) -> hit.score()).reversed())
        .limit(limit)
        .toList();
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    // Vectors are of length one only as exactly as floats are.
    return Math.clamp(product, -1, 1);
  }

  private static Map<String, Integer> once(Set<String> words) {
    return words.stream().collect(Collectors.toMap(word -> word, word -> 1));
  }

  private static Set<String> words(Embedded embedded) {
    return words(embedded.chunk().content().searchableText());
  }

  /** Stems without accents; each Chinese or Japanese character also stands for itself. */
  private static Set<String> words(String text) {
    // Before and after: sorting a long run of marks takes the normalizer quadratic time.
    String plain = withoutMarks(Normalizer.normalize(withoutMarks(text), Normalizer.Form.NFD));
    Set<String> words = new HashSet<>(Words.stems(plain));
    plain
        .codePoints()
        .filter(Character::isIdeographic)
        .mapToObj(Character::toString)
        .forEach(words::add);
    return words;
  }

  private static String withoutMarks(String text) {
    return text.replaceAll("(?<=\\p{L})\\p{M}+", "");
  }
}
