package dev.parley.adapters.vector.pgvector;

import dev.parley.adapters.vector.pgvector.TenantRows.Transaction;
import dev.parley.adapters.vector.words.PassageWords;
import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.RelevanceFeedback;
import dev.parley.domain.knowledge.RelevanceFeedback.Source;
import dev.parley.domain.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds passages by their words, under BM25 with the constants that Lucene has, 1.2 and 0.75.
 *
 * <p>PostgreSQL has no ranking of that kind, and ranking every passage that holds any word of a
 * question costs more the more there are. So an index of words finds candidates, and those are
 * ranked here. Where a filter leaves no more than {@value #CANDIDATES} passages, all of them are.
 * Where there are more, they are those that hold one of the words that count most, as many of these
 * as together are in no more than {@value #CANDIDATES} passages, and one at least: what holds none
 * of them can only be found by words that are frequent, or of the feedback, and add little.
 */
final class BestPassages {
  static final int CANDIDATES = 3_000;

  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private final Transaction transaction;
  private final TenantId tenant;
  private final Narrowing narrowing;

  /** How many passages hold a word. */
  private final Map<Integer, Integer> holders = new HashMap<>();

  private long passages;
  private double averageLength;

  BestPassages(Transaction transaction, TenantId tenant, Filter filter) throws SQLException {
    this.transaction = transaction;
    this.tenant = tenant;
    this.narrowing = Narrowing.of(tenant, filter, transaction);
  }

  /** A word of the question, and what it adds to the score of passages that hold it. */
  private record Wanted(int word, int holders, double weight) {}

  List<Scored<ChunkId>> of(String query, List<Feedback> feedback, int limit) throws SQLException {
    Map<String, Integer> question = PassageWords.of(query);
    if (question.isEmpty()) {
      return List.of();
    }
    List<Source> sources =
        feedback.stream()
            .map(answer -> new Source(PassageWords.telling(answer.text()), answer.weight()))
            .filter(source -> !source.words().isEmpty())
            .toList();
    count(question, sources);
    List<Wanted> wanted = wanted(question, sources);
    return wanted.isEmpty()
        ? List.of()
        : PgVectorPassageIndex.best(ranked(wanted, candidates(wanted)), limit);
  }

  private void count(Map<String, Integer> question, List<Source> sources) throws SQLException {
    int[] words =
        Stream.concat(
                question.keySet().stream(),
                sources.stream().flatMap(source -> source.words().keySet().stream()))
            .mapToInt(this::number)
            .distinct()
            .toArray();
    // In one statement: a word that at another moment was in more passages than there are now would
    // count for less than nothing.
    List<Boolean> unused =
        transaction.list(
            """
            SELECT t.passages, t.words, w.word, w.passages
            FROM passage_totals t
            LEFT JOIN passage_words w ON w.tenant_id = t.tenant_id AND w.word = ANY (?)
            WHERE t.tenant_id = ?
            """,
            row -> {
              passages = row.getLong(1);
              averageLength = passages == 0 ? 0 : row.getLong(2) / (double) passages;
              return holders.put(row.getInt(3), row.getInt(4)) == null;
            },
            transaction.words(words),
            tenant.value());
  }

  private int number(String word) {
    return WordBag.number(tenant, word);
  }

  private double rarity(int word) {
    int count = holders.getOrDefault(word, 0);
    return count <= 0 ? 0 : Math.log(1 + (passages - count + 0.5) / (count + 0.5));
  }

  /** The words that are anywhere, those that count most first. */
  private List<Wanted> wanted(Map<String, Integer> question, List<Source> sources) {
    double length = question.values().stream().mapToInt(Integer::intValue).sum();
    List<Wanted> wanted = new ArrayList<>();
    RelevanceFeedback.widen(question, sources, word -> rarity(number(word)))
        .forEach(
            (text, weight) -> {
              int word = number(text);
              double rarity = rarity(word);
              if (rarity > 0) {
                int count = Objects.requireNonNull(holders.get(word));
                wanted.add(new Wanted(word, count, weight * length * rarity));
              }
            });
    wanted.sort(Comparator.comparingDouble(Wanted::weight).reversed());
    return wanted;
  }

  private List<Candidate> candidates(List<Wanted> wanted) throws SQLException {
    boolean few = narrowing.count(transaction, CANDIDATES) <= CANDIDATES;
    List<Wanted> asked = few ? wanted : essential(wanted);
    return transaction.list(
        "SELECT chunk_id, length, bag FROM passages WHERE "
            + narrowing.condition()
            + " AND words && ?",
        Candidate::of,
        narrowing.with(
            List.of(), transaction.words(asked.stream().mapToInt(Wanted::word).toArray())));
  }

  private static List<Wanted> essential(List<Wanted> wanted) {
    List<Wanted> essential = new ArrayList<>();
    long found = 0;
    for (Wanted each : wanted) {
      if (essential.isEmpty() || found + each.holders() <= CANDIDATES) {
        essential.add(each);
        found += each.holders();
      }
    }
    return essential;
  }

  private record Candidate(UUID chunk, WordBag words) {
    static Candidate of(ResultSet row) throws SQLException {
      return new Candidate(
          row.getObject(1, UUID.class), WordBag.read(row.getBytes(3), row.getInt(2)));
    }
  }

  private List<Scored<ChunkId>> ranked(List<Wanted> wanted, List<Candidate> candidates) {
    List<Scored<ChunkId>> ranked = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      double longer = K1 * (1 - B + B * candidate.words().length() / averageLength);
      double score = 0;
      for (Wanted each : wanted) {
        int count = candidate.words().count(each.word());
        score += each.weight() * count / (count + longer);
      }
      ranked.add(new Scored<>(new ChunkId(candidate.chunk()), score));
    }
    return ranked;
  }
}
