package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.knowledge.Chunks;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Chunks and their vectors in PostgreSQL. No extension is needed: a vector is stored as bytes. */
public final class JdbcChunks implements Chunks {
  private static final DocumentChunks NO_CHUNKS = new DocumentChunks(0, "", List.of(), List.of());

  private final JdbcUnitOfWork unitOfWork;

  public JdbcChunks(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> chunks) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          // First of all: it holds the document, so that two who replace its chunks take turns.
          Optional<Long> revision =
              sql.first(
                  """
                  UPDATE documents
                  SET chunk_revision = chunk_revision + 1, embedding_model = ?
                  WHERE tenant_id = ? AND id = ?
                  RETURNING chunk_revision
                  """,
                  row -> row.int64("chunk_revision"),
                  embeddingModel,
                  tenant.value(),
                  document.value());
          if (revision.isEmpty()) {
            return OptionalLong.empty();
          }
          sql.update(
              "DELETE FROM chunks WHERE tenant_id = ? AND document_id = ?",
              tenant.value(),
              document.value());
          insert(sql, tenant, document, chunks);
          insertVectors(sql, tenant, embeddingModel, chunks);
          return OptionalLong.of(revision.get());
        });
  }

  private static void insert(Sql sql, TenantId tenant, DocumentId document, List<Embedded> chunks) {
    sql.batch(
        """
        INSERT INTO chunks
          (tenant_id, id, document_id, ordinal, page, start_offset, end_offset, heading, text,
           tokens)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        chunks,
        embedded -> {
          ChunkDraft content = embedded.chunk().content();
          return Sql.values(
              tenant.value(),
              embedded.chunk().id().value(),
              document.value(),
              content.ordinal(),
              content.page(),
              content.span().start(),
              content.span().end(),
              content.heading(),
              content.text(),
              content.tokens());
        });
  }

  private static void insertVectors(
      Sql sql, TenantId tenant, String embeddingModel, List<Embedded> chunks) {
    sql.batch(
        """
        INSERT INTO chunk_embeddings (tenant_id, chunk_id, model, dimension, vector, text_hash)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        chunks,
        embedded ->
            Sql.values(
                tenant.value(),
                embedded.chunk().id().value(),
                embeddingModel,
                embedded.vector().length,
                embedded.vector(),
                TextHash.of(embedded.chunk().content().searchableText())));
  }

  @Override
  public OptionalLong replaceVectors(
      TenantId tenant,
      DocumentId document,
      long revision,
      String embeddingModel,
      List<Embedded> embedded) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          // First of all, as above.
          Optional<Long> next =
              sql.first(
                  """
                  UPDATE documents
                  SET chunk_revision = chunk_revision + 1, embedding_model = ?
                  WHERE tenant_id = ? AND id = ? AND chunk_revision = ?
                  RETURNING chunk_revision
                  """,
                  row -> row.int64("chunk_revision"),
                  embeddingModel,
                  tenant.value(),
                  document.value(),
                  revision);
          if (next.isEmpty()) {
            return OptionalLong.empty();
          }
          sql.update(
              """
              DELETE FROM chunk_embeddings e
              USING chunks c
              WHERE c.tenant_id = ? AND c.document_id = ?
                AND e.tenant_id = c.tenant_id AND e.chunk_id = c.id
              """,
              tenant.value(),
              document.value());
          insertVectors(sql, tenant, embeddingModel, embedded);
          return OptionalLong.of(next.get());
        });
  }

  @Override
  public List<DocumentId> embeddedByOthers(TenantId tenant, String embeddingModel) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                """
                SELECT id
                FROM documents
                WHERE tenant_id = ? AND embedding_model <> ?
                ORDER BY id
                """,
                row -> new DocumentId(row.uuid("id")),
                tenant.value(),
                embeddingModel));
  }

  @Override
  public List<Titled> find(TenantId tenant, Collection<ChunkId> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                """
                SELECT c.id, c.document_id, d.dataset_id, c.ordinal, c.page, c.start_offset,
                  c.end_offset, c.heading, c.text, c.tokens, d.title
                FROM chunks c
                JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
                WHERE c.tenant_id = ? AND c.id = ANY (?)
                """,
                row -> new Titled(chunk(row), row.text("title")),
                tenant.value(),
                SqlArray.uuids(ids.stream().map(ChunkId::value).toList())));
  }

  @Override
  public Map<ChunkId, float[]> vectors(
      TenantId tenant, String embeddingModel, Collection<ChunkId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return unitOfWork
        .rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT chunk_id, vector
                    FROM chunk_embeddings
                    WHERE tenant_id = ? AND model = ? AND chunk_id = ANY (?)
                    """,
                    row -> Map.entry(new ChunkId(row.uuid("chunk_id")), row.floats("vector")),
                    tenant.value(),
                    embeddingModel,
                    SqlArray.uuids(ids.stream().map(ChunkId::value).toList())))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Map<String, float[]> embedded(
      TenantId tenant, String embeddingModel, Collection<String> texts) {
    if (texts.isEmpty()) {
      return Map.of();
    }
    Map<String, String> byHash = HashMap.newHashMap(texts.size());
    texts.forEach(text -> byHash.put(TextHash.hex(TextHash.of(text)), text));
    Map<String, float[]> vectors = new HashMap<>();
    unitOfWork
        .rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT DISTINCT ON (text_hash) encode(text_hash, 'hex') AS hash, vector
                    FROM chunk_embeddings
                    WHERE tenant_id = ? AND model = ? AND text_hash IN (
                      SELECT decode(wanted, 'hex') FROM unnest(?) AS wanted)
                    """,
                    row -> Map.entry(row.text("hash"), row.floats("vector")),
                    tenant.value(),
                    embeddingModel,
                    SqlArray.texts(byHash.keySet())))
        .forEach(
            found ->
                vectors.put(Objects.requireNonNull(byHash.get(found.getKey())), found.getValue()));
    return vectors;
  }

  @Override
  public Page<Chunk> list(TenantId tenant, DocumentId document, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql.list(
                    """
                    SELECT c.id, c.document_id, d.dataset_id, c.ordinal, c.page, c.start_offset,
                      c.end_offset, c.heading, c.text, c.tokens
                    FROM chunks c
                    JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
                    WHERE c.tenant_id = ? AND c.document_id = ?
                    ORDER BY c.ordinal
                    LIMIT ? OFFSET ?
                    """,
                    JdbcChunks::chunk,
                    tenant.value(),
                    document.value(),
                    page.size(),
                    page.offset()),
                sql.count(
                    """
                    SELECT count(*) AS total
                    FROM chunks
                    WHERE tenant_id = ? AND document_id = ?
                    """,
                    tenant.value(),
                    document.value())));
  }

  @Override
  public DocumentChunks ofDocument(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                    // Held, so that revision and chunks are of one moment.
                    """
                    SELECT chunk_revision, coalesce(embedding_model, '') AS embedding_model, tags,
                      language, created_at
                    FROM documents
                    WHERE tenant_id = ? AND id = ?
                    FOR SHARE
                    """,
                    row ->
                        new DocumentChunks(
                            row.int64("chunk_revision"),
                            row.text("embedding_model"),
                            row.texts("tags"),
                            DocumentRows.language(row),
                            row.instant("created_at"),
                            List.of()),
                    tenant.value(),
                    document.value())
                .map(head -> withChunks(sql, tenant, document, head))
                .orElse(NO_CHUNKS));
  }

  private static DocumentChunks withChunks(
      Sql sql, TenantId tenant, DocumentId document, DocumentChunks head) {
    List<Embedded> chunks =
        sql.list(
            """
            SELECT c.id, c.document_id, d.dataset_id, c.ordinal, c.page, c.start_offset,
              c.end_offset, c.heading, c.text, c.tokens, e.vector
            FROM chunks c
            JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
            JOIN chunk_embeddings e
              ON e.tenant_id = c.tenant_id AND e.chunk_id = c.id AND e.model = d.embedding_model
            WHERE c.tenant_id = ? AND c.document_id = ?
            ORDER BY c.ordinal
            """,
            row -> new Embedded(chunk(row), row.floats("vector")),
            tenant.value(),
            document.value());
    return head.with(chunks);
  }

  private static Chunk chunk(Row row) {
    return new Chunk(
        new ChunkId(row.uuid("id")),
        new DocumentId(row.uuid("document_id")),
        new DatasetId(row.uuid("dataset_id")),
        new ChunkDraft(
            row.int32("ordinal"),
            row.int32("page"),
            new TextSpan(row.int32("start_offset"), row.int32("end_offset")),
            row.text("heading"),
            row.text("text"),
            row.int32("tokens")));
  }
}
