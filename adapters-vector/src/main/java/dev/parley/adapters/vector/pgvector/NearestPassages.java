package dev.parley.adapters.vector.pgvector;

import com.pgvector.PGvector;
import dev.parley.adapters.vector.pgvector.TenantRows.Transaction;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Finds passages by their vectors. */
final class NearestPassages {
  /**
   * So many passages are compared one by one: that misses nothing, and costs no more than a graph
   * of a hundred thousand does under a filter that leaves a tenth.
   */
  static final int EXACT = 10_000;

  /** How many of the graph's nearest are kept in sight; what pgvector takes at most is 1,000. */
  private static final int SIGHT = 400;

  /** How many candidates are compared exactly for each that is wanted, and how many at least. */
  private static final int CANDIDATES_EACH = 3;

  private static final int CANDIDATES = 100;

  /** Whoever wants more is better served without the graph. */
  private static final int MOST_CANDIDATES = 2_000;

  private final Transaction transaction;
  private final Narrowing narrowing;
  private final int exact;

  /**
   * @param exact so many passages are compared one by one
   */
  NearestPassages(Transaction transaction, TenantId tenant, Filter filter, int exact)
      throws SQLException {
    this.transaction = transaction;
    this.exact = exact;
    this.narrowing = Narrowing.of(tenant, filter, transaction);
  }

  List<Scored<ChunkId>> of(String model, float[] vector, int limit) throws SQLException {
    int count = narrowing.count(transaction, exact);
    if (count == 0) {
      return List.of();
    }
    List<Scored<ChunkId>> found = List.of();
    int wanted = Math.max(CANDIDATES, CANDIDATES_EACH * limit);
    if (count > exact && wanted <= MOST_CANDIDATES) {
      found = byGraph(model, vector, wanted);
    }
    // A scan of the graph gives up where a filter lets too few of those that it meets through.
    return PgVectorPassageIndex.best(
        found.size() == wanted ? found : exact(model, vector, limit), limit);
  }

  private List<Scored<ChunkId>> exact(String model, float[] vector, int limit) throws SQLException {
    PGvector wanted = new PGvector(vector);
    return transaction.list(
        "SELECT chunk_id, -(embedding <#> ?) FROM passages WHERE "
            + narrowing.condition()
            + " AND model = ? ORDER BY embedding <#> ? LIMIT ?",
        row -> scored(row.getObject(1, UUID.class), row.getDouble(2)),
        narrowing.with(List.of(wanted), model, wanted, limit));
  }

  private List<Scored<ChunkId>> byGraph(String model, float[] vector, int candidates)
      throws SQLException {
    transaction.run(
        "SELECT set_config('hnsw.ef_search', ?, true),"
            + " set_config('hnsw.iterative_scan', 'relaxed_order', true)",
        Integer.toString(SIGHT));
    // The index of this model's graph is known by its name and dimension, which cannot be bound.
    String half = "halfvec(" + vector.length + ")";
    PGvector wanted = new PGvector(vector);
    return transaction.list(
        "WITH near AS MATERIALIZED (SELECT chunk_id, embedding FROM passages WHERE "
            + narrowing.condition()
            + " AND model = "
            + quoted(model)
            + " ORDER BY embedding::"
            + half
            + " <#> (?::vector)::"
            + half
            + " LIMIT ?) SELECT chunk_id, -(embedding <#> ?) FROM near",
        row -> scored(row.getObject(1, UUID.class), row.getDouble(2)),
        narrowing.with(List.of(), wanted, candidates, wanted));
  }

  /** As a constant of SQL; standard_conforming_strings has been on since PostgreSQL 9.1. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Vectors are of length one only as exactly as floats are. */
  private static Scored<ChunkId> scored(UUID chunk, double cosine) {
    return new Scored<>(new ChunkId(chunk), Math.clamp(cosine, -1, 1));
  }
}
