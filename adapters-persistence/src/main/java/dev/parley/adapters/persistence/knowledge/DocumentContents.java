package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** The bytes of documents and their text, which stand in tables of their own. */
final class DocumentContents {
  private DocumentContents() {}

  /** Puts bytes in place of any earlier ones. */
  static void putBytes(Sql sql, TenantId tenant, DocumentId document, byte[] bytes) {
    sql.update(
        """
        INSERT INTO document_contents (tenant_id, document_id, bytes)
        VALUES (?, ?, ?)
        ON CONFLICT (tenant_id, document_id) DO UPDATE SET bytes = excluded.bytes
        """,
        tenant.value(),
        document.value(),
        bytes);
  }

  static Optional<byte[]> bytes(Sql sql, TenantId tenant, DocumentId document) {
    return sql.first(
        "SELECT bytes FROM document_contents WHERE tenant_id = ? AND document_id = ?",
        row -> row.bytes("bytes"),
        tenant.value(),
        document.value());
  }

  /** Puts a text in place of any earlier one; returns how many rows that changed. */
  static int putText(Sql sql, TenantId tenant, DocumentId document, ExtractedText text) {
    return sql.update(
        """
        INSERT INTO document_texts (tenant_id, document_id, text, page_starts, markup)
        SELECT tenant_id, id, ?, ?, ?
        FROM documents
        WHERE tenant_id = ? AND id = ?
        FOR KEY SHARE
        ON CONFLICT (tenant_id, document_id) DO UPDATE
        SET text = excluded.text,
          page_starts = excluded.page_starts,
          markup = excluded.markup
        """,
        text.text(),
        SqlArray.ints(text.pageStarts()),
        text.markup(),
        tenant.value(),
        document.value());
  }

  static Optional<ExtractedText> text(Sql sql, TenantId tenant, DocumentId document) {
    return sql.first(
        """
        SELECT text, page_starts, markup
        FROM document_texts
        WHERE tenant_id = ? AND document_id = ?
        """,
        DocumentRows::extractedText,
        tenant.value(),
        document.value());
  }
}
