package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.knowledge.Chunks;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
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
  private final JdbcUnitOfWork unitOfWork;

  public JdbcChunks(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** A document's row as it is after a change to its chunks. */
  private record Changed(long revision, EditionId edition) {}

  @Override
  public OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> chunks) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          // First of all: it holds the document, so that two who replace its chunks take turns.
          Optional<Changed> changed =
              sql.first(
                  """
                  UPDATE documents d
                  SET chunk_revision = d.chunk_revision + 1, embedding_model = ?
                  FROM datasets s
                  WHERE d.tenant_id = ? AND d.id = ?
                    AND s.tenant_id = d.tenant_id AND s.id = d.dataset_id
                  RETURNING d.chunk_revision, s.edition
                  """,
                  row ->
                      new Changed(row.int64("chunk_revision"), new EditionId(row.uuid("edition"))),
                  embeddingModel,
                  tenant.value(),
                  document.value());
          if (changed.isEmpty()) {
            return OptionalLong.empty();
          }
          ChunkRows.replace(sql, tenant, document, changed.get().edition(), embeddingModel, chunks);
          return OptionalLong.of(changed.get().revision());
        });
  }

  @Override
  public OptionalLong replaceBeside(
      TenantId tenant,
      DocumentId document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> chunks) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          // First of all, as above.
          OptionalLong revision = revise(sql, tenant, document);
          if (revision.isPresent()) {
            ChunkRows.replace(sql, tenant, document, edition, embeddingModel, chunks);
          }
          return revision;
        });
  }

  private static OptionalLong revise(Sql sql, TenantId tenant, DocumentId document) {
    return sql
        .list(
            """
            UPDATE documents
            SET chunk_revision = chunk_revision + 1
            WHERE tenant_id = ? AND id = ?
            RETURNING chunk_revision
            """,
            row -> row.int64("chunk_revision"),
            tenant.value(),
            document.value())
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  @Override
  public List<DocumentId> removeLeftovers(TenantId tenant, DatasetId dataset, int most) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          List<DocumentId> documents =
              sql.list(
                  """
                  SELECT d.id
                  FROM documents d
                  JOIN datasets s ON s.tenant_id = d.tenant_id AND s.id = d.dataset_id
                  LEFT JOIN reindexings r
                    ON r.tenant_id = s.tenant_id AND r.dataset_id = s.id AND r.status = 'building'
                  WHERE d.tenant_id = ? AND d.dataset_id = ?
                    AND EXISTS (
                      SELECT FROM chunks c
                      WHERE c.tenant_id = d.tenant_id AND c.document_id = d.id
                        AND c.edition <> s.edition AND c.edition IS DISTINCT FROM r.edition)
                  ORDER BY d.id
                  LIMIT ?
                  FOR NO KEY UPDATE OF d
                  """,
                  row -> new DocumentId(row.uuid("id")),
                  tenant.value(),
                  dataset.value(),
                  most);
          for (DocumentId document : documents) {
            OptionalLong unused = revise(sql, tenant, document);
          }
          sql.update(
              """
              DELETE FROM chunks c
              USING datasets s
              LEFT JOIN reindexings r
                ON r.tenant_id = s.tenant_id AND r.dataset_id = s.id AND r.status = 'building'
              WHERE s.tenant_id = ? AND s.id = ?
                AND c.tenant_id = s.tenant_id AND c.document_id = ANY (?)
                AND c.edition <> s.edition AND c.edition IS DISTINCT FROM r.edition
              """,
              tenant.value(),
              dataset.value(),
              SqlArray.uuids(documents.stream().map(DocumentId::value).toList()));
          return documents;
        });
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
                  c.end_offset, c.heading, c.text, c.tokens, d.title, c.edition
                FROM chunks c
                JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
                WHERE c.tenant_id = ? AND c.id = ANY (?)
                """,
                row ->
                    new Titled(
                        ChunkRows.chunk(row),
                        row.text("title"),
                        new EditionId(row.uuid("edition"))),
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
                    JOIN datasets s ON s.tenant_id = d.tenant_id AND s.id = d.dataset_id
                    WHERE c.tenant_id = ? AND c.document_id = ? AND c.edition = s.edition
                    ORDER BY c.ordinal
                    LIMIT ? OFFSET ?
                    """,
                    ChunkRows::chunk,
                    tenant.value(),
                    document.value(),
                    page.size(),
                    page.offset()),
                sql.count(
                    """
                    SELECT count(*) AS total
                    FROM chunks c
                    JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
                    JOIN datasets s ON s.tenant_id = d.tenant_id AND s.id = d.dataset_id
                    WHERE c.tenant_id = ? AND c.document_id = ? AND c.edition = s.edition
                    """,
                    tenant.value(),
                    document.value())));
  }

  @Override
  public DocumentChunks ofDocument(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(tenant, sql -> IndexedChunks.of(sql, tenant, document));
  }
}
