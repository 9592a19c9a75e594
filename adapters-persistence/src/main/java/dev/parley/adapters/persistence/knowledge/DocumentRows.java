package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.Row;
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

  static ExtractedText extractedText(Row row) {
    return new ExtractedText(
        row.text("text"),
        row.ints("page_starts"),
        row.constant("markup", ExtractedText.Markup.class));
  }
}
