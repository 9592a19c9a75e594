package dev.parley.domain.knowledge;

import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document in a dataset, without its content.
 *
 * @param filename as it was uploaded, or the last part of the address; never used as a path
 * @param mediaType judged by the content
 * @param contentHash SHA-256 of the bytes, as 64 hexadecimal digits
 * @param progress 0 to 1
 * @param error set exactly when the status is {@code FAILED}
 * @param attempts how often processing was begun
 * @param pages 0 until it is known
 * @param tokens of all chunks, 0 until it is known
 * @param language that most of it is written in; null where that is not known, or not yet
 * @param source where its content comes from; null where that was uploaded
 */
public record Document(
    DocumentId id,
    TenantId tenant,
    DatasetId dataset,
    String title,
    String filename,
    String mediaType,
    long bytes,
    String contentHash,
    DocumentStatus status,
    double progress,
    @Nullable DocumentError error,
    int attempts,
    int pages,
    int chunks,
    long tokens,
    List<String> tags,
    @Nullable Language language,
    @Nullable WebSource source,
    Instant createdAt,
    Instant updatedAt) {
  /** SHA-256 of nothing. */
  private static final String HASH_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  public Document {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(dataset);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    tags = List.copyOf(tags);
    if ((status == DocumentStatus.FAILED) != (error != null)) {
      throw new IllegalArgumentException(
          "document " + id + ": status " + status + ", error " + error);
    }
  }

  /** A document that was just accepted. */
  public static Document accept(
      DocumentId id,
      TenantId tenant,
      DatasetId dataset,
      String title,
      String filename,
      String mediaType,
      long bytes,
      String contentHash,
      List<String> tags,
      Instant now) {
    return new Document(
        id,
        tenant,
        dataset,
        title,
        filename,
        mediaType,
        bytes,
        contentHash,
        DocumentStatus.QUEUED,
        0,
        null,
        0,
        0,
        0,
        0,
        tags,
        null,
        null,
        now,
        now);
  }

  /** A document whose content is still to be fetched. Type, size and hash are those of nothing. */
  public static Document acceptPage(
      DocumentId id,
      TenantId tenant,
      DatasetId dataset,
      String title,
      WebAddress address,
      List<String> tags,
      Instant now) {
    return new Document(
        id,
        tenant,
        dataset,
        title,
        address.filename(),
        "application/octet-stream",
        0,
        HASH_OF_NOTHING,
        DocumentStatus.QUEUED,
        0,
        null,
        0,
        0,
        0,
        0,
        tags,
        null,
        new WebSource(address, Validators.NONE, true),
        now,
        now);
  }

  /** Its content is to be fetched anew; for documents that come from the web. */
  public Document toBeFetched(Instant now) {
    return sourced(Objects.requireNonNull(source).atOnce())
        .progressed(DocumentStatus.QUEUED, 0, now);
  }

  /** Its content was fetched; for documents that come from the web. */
  public Document fetched(
      long newBytes, String newHash, String newMediaType, Validators validators) {
    return renewed(
        newMediaType, newBytes, newHash, Objects.requireNonNull(source).fetched(validators));
  }

  /** There was nothing newer to fetch; for documents that come from the web. */
  public Document unchanged(Instant now) {
    WebSource present = Objects.requireNonNull(source);
    return sourced(present.fetched(present.validators()))
        .progressed(DocumentStatus.INDEXED, 1, now);
  }

  private Document sourced(WebSource newSource) {
    return renewed(mediaType, bytes, contentHash, newSource);
  }

  private Document renewed(
      String newMediaType, long newBytes, String newHash, @Nullable WebSource newSource) {
    return new Document(
        id,
        tenant,
        dataset,
        title,
        filename,
        newMediaType,
        newBytes,
        newHash,
        status,
        progress,
        error,
        attempts,
        pages,
        chunks,
        tokens,
        tags,
        language,
        newSource,
        createdAt,
        updatedAt);
  }

  /** Another attempt has begun; an earlier error is forgotten. */
  public Document begun(Instant now) {
    return at(DocumentStatus.PARSING, 0, null, attempts + 1, now);
  }

  /**
   * The document has come further.
   *
   * @param newStatus any but {@code FAILED}
   */
  public Document progressed(DocumentStatus newStatus, double newProgress, Instant now) {
    return at(newStatus, newProgress, null, attempts, now);
  }

  /** The document cannot be used. */
  public Document failed(DocumentError reason, Instant now) {
    return at(DocumentStatus.FAILED, progress, reason, attempts, now);
  }

  /** What is known of the document's size now. */
  public Document measured(int newPages, int newChunks, long newTokens) {
    return with(
        title, status, progress, error, attempts, newPages, newChunks, newTokens, tags, updatedAt);
  }

  /** The same document, of which it is known what it is written in; null: that cannot be told. */
  public Document writtenIn(@Nullable Language newLanguage) {
    return new Document(
        id,
        tenant,
        dataset,
        title,
        filename,
        mediaType,
        bytes,
        contentHash,
        status,
        progress,
        error,
        attempts,
        pages,
        chunks,
        tokens,
        tags,
        newLanguage,
        source,
        createdAt,
        updatedAt);
  }

  /** The same document under another title and other tags. */
  public Document described(String newTitle, List<String> newTags, Instant now) {
    return with(newTitle, status, progress, error, attempts, pages, chunks, tokens, newTags, now);
  }

  private Document at(
      DocumentStatus newStatus,
      double newProgress,
      @Nullable DocumentError newError,
      int newAttempts,
      Instant now) {
    return with(
        title, newStatus, newProgress, newError, newAttempts, pages, chunks, tokens, tags, now);
  }

  /** The same document with all that ever changes. */
  private Document with(
      String newTitle,
      DocumentStatus newStatus,
      double newProgress,
      @Nullable DocumentError newError,
      int newAttempts,
      int newPages,
      int newChunks,
      long newTokens,
      List<String> newTags,
      Instant newUpdatedAt) {
    return new Document(
        id,
        tenant,
        dataset,
        newTitle,
        filename,
        mediaType,
        bytes,
        contentHash,
        newStatus,
        newProgress,
        newError,
        newAttempts,
        newPages,
        newChunks,
        newTokens,
        newTags,
        language,
        source,
        createdAt,
        newUpdatedAt);
  }
}
