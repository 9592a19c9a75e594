package dev.parley.application.knowledge;

import dev.parley.application.tenant.TenantScoped;
import dev.parley.domain.bot.Narrowing;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds chunks by meaning and by words. It can always be made again from {@link Chunks}. What was
 * put is found by every search that begins after the call returned, and lasts. Safe for use by many
 * threads.
 */
public interface PassageIndex extends TenantScoped {

  /**
   * Which chunks are looked at: all of the tenant's, narrowed by each set that is not empty.
   *
   * @param datasets an index is told what stands for their editions in place of them; see {@link
   *     dev.parley.domain.knowledge.EditionId#inIndex}
   * @param tags documents that bear at least one of them
   * @param languages documents that are mostly written in one of them; those of which it is not
   *     known are then left out
   * @param added when documents were added
   */
  record Filter(
      Set<DatasetId> datasets,
      Set<DocumentId> documents,
      Set<String> tags,
      Set<Language> languages,
      TimeSpan added) {
    public static final Filter ALL = new Filter(Set.of(), Set.of(), Set.of());

    public Filter {
      datasets = Set.copyOf(datasets);
      documents = Set.copyOf(documents);
      tags = Set.copyOf(tags);
      languages = Set.copyOf(languages);
      Objects.requireNonNull(added);
    }

    /** The same, narrowed further where it leaves that open. */
    Filter within(Narrowing narrowing) {
      return new Filter(
          datasets,
          documents,
          tags.isEmpty() ? narrowing.tags() : tags,
          languages.isEmpty() ? narrowing.languages() : languages,
          added.equals(TimeSpan.ALWAYS) ? narrowing.added() : added);
    }

    /** Whatever the language, and whenever it was added. */
    public Filter(Set<DatasetId> datasets, Set<DocumentId> documents, Set<String> tags) {
      this(datasets, documents, tags, Set.of(), TimeSpan.ALWAYS);
    }
  }

  /**
   * Puts a document's chunks in place of any earlier ones. Nothing is changed if the index holds a
   * higher revision of the document.
   */
  void put(TenantId tenant, DocumentId document, Chunks.DocumentChunks content);

  /** Takes documents out; unknown ones are passed over. */
  void remove(TenantId tenant, Set<DocumentId> documents);

  /** The revision under which each document was put. */
  Map<DocumentId, Long> revisions(TenantId tenant);

  /** The same of these documents alone; those that are not there are left out. */
  Map<DocumentId, Long> revisions(TenantId tenant, Set<DocumentId> documents);

  /**
   * The nearest chunks by cosine, nearest first.
   *
   * @param embeddingModel only vectors of this model are looked at
   * @param vector of length one
   * @return with their cosines, -1 to 1, as exact as a float is
   */
  List<Scored<ChunkId>> semantic(
      TenantId tenant, String embeddingModel, float[] vector, Filter filter, int limit);

  /**
   * The best chunks by BM25 over any of the query's words, best first.
   *
   * @return with their scores, above 0; comparable within one search only
   */
  default List<Scored<ChunkId>> keyword(TenantId tenant, String query, Filter filter, int limit) {
    return keyword(tenant, query, List.of(), filter, limit);
  }

  /**
   * The same for a query that is widened by words of passages which seem to answer it, as {@link
   * dev.parley.domain.knowledge.RelevanceFeedback} says. A query without words finds nothing.
   *
   * @param feedback none: the query's words alone
   */
  List<Scored<ChunkId>> keyword(
      TenantId tenant, String query, List<Feedback> feedback, Filter filter, int limit);

  /**
   * A passage that seems to answer.
   *
   * @param text under its headings, as it is searched
   * @param weight above 0
   */
  record Feedback(String text, double weight) {}
}
