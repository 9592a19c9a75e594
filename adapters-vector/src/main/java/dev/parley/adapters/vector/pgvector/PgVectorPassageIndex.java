package dev.parley.adapters.vector.pgvector;

import com.pgvector.PGvector;
import dev.parley.adapters.vector.pgvector.TenantRows.Transaction;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Passages in PostgreSQL with pgvector 0.8.0 or newer: one index for all nodes of an installation.
 *
 * <p>Vectors: where a search looks at no more than {@value NearestPassages#EXACT} passages, all of
 * them are compared. Where there are more, an HNSW graph in half precision (Malkov and Yashunin,
 * 2016), scanned on for as long as a filter leaves too few, finds candidates, and those are
 * compared exactly.
 *
 * <p>Words: BM25 (Robertson and Zaragoza, 2009) with the words, and so the ranks, of {@link
 * dev.parley.adapters.vector.words.PassageWords}; see {@link BestPassages}.
 *
 * <p>Safe for use by many threads. Methods block on the database and throw an unchecked exception
 * where it fails. They take connections of their own: they neither join nor wait for a unit of work
 * that is open.
 */
public final class PgVectorPassageIndex implements PassageIndex {
  private final TenantRows rows;
  private final int exact;

  /** Models whose graph is there. */
  private final Set<String> graphs = ConcurrentHashMap.newKeySet();

  /**
   * @param pool of connections that act as the runtime role, to a database with the tables of
   *     {@link PassageSchema}
   */
  public PgVectorPassageIndex(DataSource pool) {
    this(pool, NearestPassages.EXACT);
  }

  /**
   * @param exact so many passages are compared one by one
   */
  PgVectorPassageIndex(DataSource pool, int exact) {
    this.rows = new TenantRows(pool);
    this.exact = exact;
  }

  @Override
  public void put(TenantId tenant, DocumentId document, DocumentChunks content) {
    content.byModel().forEach((model, chunks) -> addGraph(tenant, model, chunks));
    rows.<Boolean>of(
        tenant,
        transaction -> {
          lock(transaction, tenant);
          List<Long> present =
              transaction.list(
                  "SELECT revision FROM passage_documents WHERE tenant_id = ? AND document_id = ?",
                  row -> row.getLong(1),
                  tenant.value(),
                  document.value());
          if (!present.isEmpty() && present.getFirst() > content.revision()) {
            return false;
          }
          take(transaction, tenant, List.of(document.value()));
          add(transaction, tenant, document, content);
          return true;
        });
  }

  private void addGraph(TenantId tenant, String model, List<Embedded> chunks) {
    if (chunks.isEmpty()) {
      return;
    }
    int dimension = chunks.getFirst().vector().length;
    String graph = model + " " + dimension;
    if (!graphs.contains(graph)) {
      rows.of(
          tenant,
          transaction -> transaction.run("SELECT add_passage_graph(?, ?)", model, dimension));
      graphs.add(graph);
    }
  }

  /** Those who change what is counted of a tenant take turns, until their transactions end. */
  private static void lock(Transaction transaction, TenantId tenant) throws SQLException {
    transaction.run(
        "SELECT pg_advisory_xact_lock(hashtextextended('parley.passages', hashtext(?)))",
        tenant.toString());
    transaction.run(
        "INSERT INTO passage_totals VALUES (?, 0, 0) ON CONFLICT DO NOTHING", tenant.value());
  }

  private static void add(
      Transaction transaction, TenantId tenant, DocumentId document, DocumentChunks content)
      throws SQLException {
    transaction.run(
        "INSERT INTO passage_documents VALUES (?, ?, ?)",
        tenant.value(),
        document.value(),
        content.revision());
    String language = content.language() == null ? null : content.language().code();
    List<Object[]> passages = new ArrayList<>(content.chunks().size());
    for (Map.Entry<String, List<Embedded>> made : content.byModel().entrySet()) {
      for (Embedded embedded : made.getValue()) {
        WordBag words = WordBag.of(tenant, embedded.chunk().content().searchableText());
        passages.add(
            new Object[] {
              tenant.value(),
              embedded.chunk().id().value(),
              document.value(),
              Objects.requireNonNull(embedded.chunk().dataset(), "a piece of an attached file")
                  .value(),
              transaction.array("text", content.tags()),
              made.getKey(),
              new PGvector(embedded.vector()),
              words.length(),
              transaction.words(words.words()),
              words.bytes(),
              language,
              Narrowing.stored(content.createdAt())
            });
      }
    }
    transaction.batch("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", passages);
    transaction.run(
        """
        INSERT INTO passage_words
        SELECT p.tenant_id, word, count(*)
        FROM passages p, unnest(p.words) AS word
        WHERE p.tenant_id = ? AND p.document_id = ?
        GROUP BY p.tenant_id, word
        ON CONFLICT (tenant_id, word)
        DO UPDATE SET passages = passage_words.passages + excluded.passages
        """,
        tenant.value(),
        document.value());
    transaction.run(
        """
        UPDATE passage_totals
        SET passages = passage_totals.passages + added.passages,
          words = passage_totals.words + added.words
        FROM (
          SELECT count(*) AS passages, coalesce(sum(length), 0) AS words
          FROM passages
          WHERE tenant_id = ? AND document_id = ?) AS added
        WHERE tenant_id = ?
        """,
        tenant.value(),
        document.value(),
        tenant.value());
  }

  /** Takes documents out. */
  private static void take(Transaction transaction, TenantId tenant, List<UUID> documents)
      throws SQLException {
    Object ids = transaction.array("uuid", documents);
    transaction.run(
        """
        UPDATE passage_words
        SET passages = passage_words.passages - taken.passages
        FROM (
          SELECT word, count(*) AS passages
          FROM passages p, unnest(p.words) AS word
          WHERE p.tenant_id = ? AND p.document_id = ANY (?)
          GROUP BY word) AS taken
        WHERE passage_words.tenant_id = ? AND passage_words.word = taken.word
        """,
        tenant.value(),
        ids,
        tenant.value());
    transaction.run(
        """
        DELETE FROM passage_words
        WHERE tenant_id = ? AND passages <= 0 AND word IN (
          SELECT unnest(p.words)
          FROM passages p
          WHERE p.tenant_id = ? AND p.document_id = ANY (?))
        """,
        tenant.value(),
        tenant.value(),
        ids);
    transaction.run(
        """
        UPDATE passage_totals
        SET passages = passage_totals.passages - taken.passages,
          words = passage_totals.words - taken.words
        FROM (
          SELECT count(*) AS passages, coalesce(sum(length), 0) AS words
          FROM passages
          WHERE tenant_id = ? AND document_id = ANY (?)) AS taken
        WHERE tenant_id = ?
        """,
        tenant.value(),
        ids,
        tenant.value());
    transaction.run(
        "DELETE FROM passage_documents WHERE tenant_id = ? AND document_id = ANY (?)",
        tenant.value(),
        ids);
  }

  @Override
  public void remove(TenantId tenant, Set<DocumentId> documents) {
    List<UUID> ids = documents.stream().map(DocumentId::value).toList();
    rows.<Boolean>of(
        tenant,
        transaction -> {
          lock(transaction, tenant);
          take(transaction, tenant, ids);
          return true;
        });
  }

  @Override
  public void removeTenant(TenantId tenant) {
    rows.<Boolean>of(
        tenant,
        transaction -> {
          lock(transaction, tenant);
          for (String table : List.of("passage_documents", "passage_words", "passage_totals")) {
            transaction.run("DELETE FROM " + table + " WHERE tenant_id = ?", tenant.value());
          }
          return true;
        });
  }

  @Override
  public Map<DocumentId, Long> revisions(TenantId tenant) {
    return byDocument(
        rows.of(
            tenant,
            transaction ->
                transaction.list(
                    "SELECT document_id, revision FROM passage_documents WHERE tenant_id = ?",
                    PgVectorPassageIndex::revision,
                    tenant.value())));
  }

  @Override
  public Map<DocumentId, Long> revisions(TenantId tenant, Set<DocumentId> documents) {
    List<UUID> ids = documents.stream().map(DocumentId::value).toList();
    return byDocument(
        rows.of(
            tenant,
            transaction ->
                transaction.list(
                    """
                    SELECT document_id, revision FROM passage_documents
                    WHERE tenant_id = ? AND document_id = ANY (?)
                    """,
                    PgVectorPassageIndex::revision,
                    tenant.value(),
                    transaction.array("uuid", ids))));
  }

  private static Map.Entry<DocumentId, Long> revision(ResultSet row) throws SQLException {
    return Map.entry(new DocumentId(row.getObject(1, UUID.class)), row.getLong(2));
  }

  private static Map<DocumentId, Long> byDocument(List<Map.Entry<DocumentId, Long>> revisions) {
    return revisions.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<Scored<ChunkId>> semantic(
      TenantId tenant, String embeddingModel, float[] vector, Filter filter, int limit) {
    return limit < 1
        ? List.of()
        : rows.of(
            tenant,
            transaction ->
                new NearestPassages(transaction, tenant, filter, exact)
                    .of(embeddingModel, vector, limit));
  }

  @Override
  public List<Scored<ChunkId>> keyword(
      TenantId tenant, String query, List<Feedback> feedback, Filter filter, int limit) {
    return limit < 1
        ? List.of()
        : rows.of(
            tenant,
            transaction ->
                new BestPassages(transaction, tenant, filter).of(query, feedback, limit));
  }

  /** The best first, and of equals the one with the lower id, so that ranks repeat. */
  static List<Scored<ChunkId>> best(List<Scored<ChunkId>> found, int limit) {
    return found.stream()
        .sorted(
            Comparator.comparingDouble((Scored<ChunkId> hit) -> -hit.score())
                .thenComparing(hit -> hit.item().value()))
        .limit(limit)
        .toList();
  }
}
