package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How a document and its text stand in the tables. */
final class DocumentRows {
  static final String SELECT =
      """
      SELECT tenant_id, id, dataset_id, title, filename, media_type, bytes, content_hash, status,
        progress, error, attempts, pages, chunks, tokens, tags, language, source_url,
        source_etag, source_last_modified, fetch_due, created_at, updated_at
      FROM documents
      """;

  private DocumentRows() {}

  static Document document(Row row) {
    return new Document(
        new DocumentId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        new DatasetId(row.uuid("dataset_id")),
        row.text("title"),
        row.text("filename"),
        row.text("media_type"),
        row.int64("bytes"),
        row.text("content_hash"),
        row.constant("status", DocumentStatus.class),
        row.float64("progress"),
        row.constantOrNull("error", DocumentError.class),
        row.int32("attempts"),
        row.int32("pages"),
        row.int32("chunks"),
        row.int64("tokens"),
        row.texts("tags"),
        language(row),
        source(row),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  static @Nullable Language language(Row row) {
    String code = row.textOrNull("language");
    return code == null ? null : new Language(code);
  }

  private static @Nullable WebSource source(Row row) {
    String url = row.textOrNull("source_url");
    return url == null
        ? null
        : new WebSource(
            new WebAddress(URI.create(url)),
            new Validators(row.textOrNull("source_etag"), row.textOrNull("source_last_modified")),
            row.flag("fetch_due"));
  }

  /** Adds a row; false if the dataset holds the same bytes, or the same address, already. */
  static boolean insert(Sql sql, Document document) {
    WebSource source = document.source();
    return sql.update(
            """
            INSERT INTO documents
              (tenant_id, id, dataset_id, title, filename, media_type, bytes, content_hash,
               status, progress, error, attempts, pages, chunks, tokens, tags, language,
               source_url, source_etag, source_last_modified, fetch_due, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            document.tenant().value(),
            document.id().value(),
            document.dataset().value(),
            document.title(),
            document.filename(),
            document.mediaType(),
            document.bytes(),
            document.contentHash(),
            document.status(),
            document.progress(),
            document.error(),
            document.attempts(),
            document.pages(),
            document.chunks(),
            document.tokens(),
            SqlArray.texts(document.tags()),
            code(document),
            source == null ? null : source.address().toString(),
            source == null ? null : source.validators().etag(),
            source == null ? null : source.validators().lastModified(),
            source != null && source.due(),
            document.createdAt(),
            document.updatedAt())
        > 0;
  }

  /**
   * Stores what ingestion decides.
   *
   * @param fence null where any will do
   * @return false if there is no such document, or it has another fence
   */
  static boolean update(Sql sql, Document document, @Nullable Long fence) {
    return sql.update(
            """
            UPDATE documents
            SET status = ?, progress = ?, error = ?, attempts = ?, pages = ?, chunks = ?,
              tokens = ?, language = ?, fetch_due = ?, updated_at = ?
            WHERE tenant_id = ? AND id = ? AND fence = coalesce(?, fence)
            """,
            document.status(),
            document.progress(),
            document.error(),
            document.attempts(),
            document.pages(),
            document.chunks(),
            document.tokens(),
            code(document),
            document.source() != null && document.source().due(),
            document.updatedAt(),
            document.tenant().value(),
            document.id().value(),
            fence)
        > 0;
  }

  private static @Nullable String code(Document document) {
    Language language = document.language();
    return language == null ? null : language.code();
  }

  static ExtractedText extractedText(Row row) {
    return new ExtractedText(
        row.text("text"),
        row.ints("page_starts"),
        row.constant("markup", ExtractedText.Markup.class));
  }
}
