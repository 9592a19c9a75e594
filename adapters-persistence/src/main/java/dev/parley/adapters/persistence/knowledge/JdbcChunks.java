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
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chunks and their vectors in PostgreSQL. No extension is needed: a vector is stored as bytes. */
public final class JdbcChunks implements Chunks {
  private static final DocumentChunks NO_CHUNKS = new DocumentChunks(0, "", List.of(), List.of());

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
          put(sql, tenant, document, changed.get().edition(), embeddingModel, chunks);
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
            put(sql, tenant, document, edition, embeddingModel, chunks);
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

  private static void put(
      Sql sql,
      TenantId tenant,
      DocumentId document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> chunks) {
    sql.update(
        "DELETE FROM chunks WHERE tenant_id = ? AND document_id = ? AND edition = ?",
        tenant.value(),
        document.value(),
        edition.value());
    insert(sql, tenant, document, edition, chunks);
    insertVectors(sql, tenant, embeddingModel, chunks);
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

  private static void insert(
      Sql sql, TenantId tenant, DocumentId document, EditionId edition, List<Embedded> chunks) {
    sql.batch(
        """
        INSERT INTO chunks
          (tenant_id, id, document_id, edition, ordinal, page, start_offset, end_offset, heading,
           text, tokens)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        chunks,
        embedded -> {
          ChunkDraft content = embedded.chunk().content();
          return Sql.values(
              tenant.value(),
              embedded.chunk().id().value(),
              document.value(),
              edition.value(),
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
                    new Titled(chunk(row), row.text("title"), new EditionId(row.uuid("edition"))),
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
                    JdbcChunks::chunk,
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

  /** What is known of a document's chunks without looking at them. */
  private record Head(
      long revision,
      String embeddingModel,
      List<String> tags,
      @Nullable Language language,
      Instant createdAt,
      EditionId shown,
      @Nullable EditionId beside) {
    static Head of(Row row) {
      UUID beside = row.uuidOrNull("beside");
      return new Head(
          row.int64("chunk_revision"),
          row.text("embedding_model"),
          row.texts("tags"),
          DocumentRows.language(row),
          row.instant("created_at"),
          new EditionId(row.uuid("edition")),
          beside == null ? null : new EditionId(beside));
    }

    DocumentChunks document(List<Embedded> chunks, @Nullable Beside made) {
      return new DocumentChunks(revision, embeddingModel, tags, language, createdAt, chunks, made);
    }
  }

  @Override
  public DocumentChunks ofDocument(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                    // Held, so that revision and chunks are of one moment.
                    """
                    SELECT d.chunk_revision, coalesce(d.embedding_model, '') AS embedding_model,
                      d.tags, d.language, d.created_at, s.edition, r.edition AS beside
                    FROM documents d
                    JOIN datasets s ON s.tenant_id = d.tenant_id AND s.id = d.dataset_id
                    LEFT JOIN reindexings r
                      ON r.tenant_id = s.tenant_id AND r.dataset_id = s.id
                        AND r.status = 'building'
                    WHERE d.tenant_id = ? AND d.id = ?
                    FOR SHARE OF d
                    """,
                    Head::of,
                    tenant.value(),
                    document.value())
                .map(head -> withChunks(sql, tenant, document, head))
                .orElse(NO_CHUNKS));
  }

  private static DocumentChunks withChunks(
      Sql sql, TenantId tenant, DocumentId document, Head head) {
    List<Embedded> shown =
        sql.list(
            """
            SELECT c.id, c.document_id, c.edition AS dataset_id, c.ordinal, c.page,
              c.start_offset, c.end_offset, c.heading, c.text, c.tokens, e.vector
            FROM chunks c
            JOIN chunk_embeddings e
              ON e.tenant_id = c.tenant_id AND e.chunk_id = c.id AND e.model = ?
            WHERE c.tenant_id = ? AND c.document_id = ? AND c.edition = ?
            ORDER BY c.ordinal
            """,
            row -> new Embedded(chunk(row), row.floats("vector")),
            head.embeddingModel(),
            tenant.value(),
            document.value(),
            head.shown().value());
    EditionId edition = head.beside();
    return head.document(shown, edition == null ? null : beside(sql, tenant, document, edition));
  }

  /** Null where there are none: an edition of a document is embedded by one model. */
  private static @Nullable Beside beside(
      Sql sql, TenantId tenant, DocumentId document, EditionId edition) {
    List<Map.Entry<String, Embedded>> made =
        sql.list(
            """
            SELECT c.id, c.document_id, c.edition AS dataset_id, c.ordinal, c.page,
              c.start_offset, c.end_offset, c.heading, c.text, c.tokens, e.vector, e.model
            FROM chunks c
            JOIN chunk_embeddings e ON e.tenant_id = c.tenant_id AND e.chunk_id = c.id
            WHERE c.tenant_id = ? AND c.document_id = ? AND c.edition = ?
            ORDER BY c.ordinal
            """,
            row -> Map.entry(row.text("model"), new Embedded(chunk(row), row.floats("vector"))),
            tenant.value(),
            document.value(),
            edition.value());
    return made.isEmpty()
        ? null
        : new Beside(made.getFirst().getKey(), made.stream().map(Map.Entry::getValue).toList());
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
