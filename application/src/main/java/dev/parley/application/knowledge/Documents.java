package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The documents of a tenant, their bytes and their text. */
public interface Documents {

  /** How far the chunks of a document that is being embedded have come. */
  record Embedding(int embedded, int total) {}

  /**
   * Adds a document with its bytes, unless the dataset holds the same bytes already: then returns
   * the document that does.
   */
  Optional<Document> add(Document document, byte[] content);

  /**
   * Adds a document of the web without bytes, unless the dataset holds one of the same address
   * already: then returns that. Pages are told apart by their addresses, not by their bytes.
   */
  Optional<Document> addPage(Document document);

  Optional<Document> find(TenantId tenant, DocumentId id);

  /** Finds a document and keeps it from being changed by others until the unit of work ends. */
  Optional<Document> hold(TenantId tenant, DocumentId id);

  /** Newest first. */
  Page<Document> list(TenantId tenant, DatasetId dataset, PageRequest page);

  /** All of a dataset. */
  List<DocumentId> idsOf(TenantId tenant, DatasetId dataset);

  /**
   * Stores status, progress, error, attempts, pages, chunks and tokens, which ingestion decides,
   * and whether the document is to be fetched; false if there is no such document.
   */
  boolean update(Document document);

  /**
   * Shuts out whoever is ingesting the document: {@link #advance} takes nothing from them any more.
   *
   * @return what it takes now, higher than ever before; empty if there is no such document
   */
  OptionalLong fence(TenantId tenant, DocumentId id);

  /**
   * Whether a fence is still the document's, which then keeps it until the unit of work ends; false
   * too if there is no such document.
   *
   * @param fence as it was when the attempt began
   */
  boolean isFence(TenantId tenant, DocumentId id, long fence);

  /**
   * Does what {@link #update} does, for ingestion.
   *
   * @param fence as it was when the attempt began
   * @return false, and nothing is changed, if it is another one now or the document is gone
   */
  boolean advance(Document document, long fence);

  /** Notes how far the chunks have come; nothing if there is no such document. */
  void noteEmbedding(TenantId tenant, DocumentId id, Embedding embedding);

  /** What was noted last, which counts while the document is being embedded. */
  Optional<Embedding> embedding(TenantId tenant, DocumentId id);

  /**
   * Stores title and tags, which people decide while ingestion goes on. Where the tags are others
   * than before, the chunks get a new revision, since an index holds tags too. False if there is no
   * such document.
   */
  boolean describe(Document document);

  /**
   * Puts other bytes in place of those of a document of the web, and stores their type, number,
   * hash, and what is known of their source; false if there is no such document.
   */
  boolean replaceContent(Document document, byte[] content);

  /** The bytes as they were uploaded or fetched. */
  Optional<byte[]> content(TenantId tenant, DocumentId id);

  /** Stores the extracted text in place of any earlier one; nothing if the document is gone. */
  void storeText(TenantId tenant, DocumentId id, ExtractedText text);

  Optional<ExtractedText> text(TenantId tenant, DocumentId id);

  /** Removes a document with its text and chunks; false if there is no such document. */
  boolean remove(TenantId tenant, DocumentId id);

  /** The revision of the chunks of each document that has some; see {@link Chunks#ofDocument}. */
  Map<DocumentId, Long> indexedRevisions(TenantId tenant);
}
