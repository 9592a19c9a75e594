package dev.parley.adapters.vector.lucene;

import dev.parley.adapters.vector.words.PassageWords;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.RelevanceFeedback;
import dev.parley.domain.knowledge.RelevanceFeedback.Source;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleUnaryOperator;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's index while it is open. What is searched is what was committed last, so a search
 * never sees what a crash could take back. Safe for use by many threads until it is closed.
 */
final class OpenIndex implements Closeable {
  /**
   * Counts the changes of analysis and fields. A directory of another number is thrown away and
   * filled again.
   */
  private static final String SCHEMA = "2";

  private static final String SCHEMA_KEY = "parley.schema";

  private static final double WRITE_BUFFER_MIB = 16;

  /** Merges wait for one another: two at once would only take turns on the disk. */
  private static final int MERGE_THREADS = 1;

  private static final int MAX_WAITING_MERGES = 4;

  /** The search follows at least so many candidates through the graph, for the sake of recall. */
  private static final int MIN_CANDIDATES = 100;

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final ReentrantLock writing = new ReentrantLock();

  /** Opens the index in a directory, or makes one there. */
  OpenIndex(Path path) throws IOException {
    List<Closeable> opened = new ArrayList<>();
    boolean complete = false;
    try {
      directory = FSDirectory.open(path);
      opened.addFirst(directory);
      boolean exists = DirectoryReader.indexExists(directory);
      if (exists) {
        requireSchema(directory);
      }
      writer = new IndexWriter(directory, configuration());
      opened.addFirst(writer::rollback);
      if (!exists) {
        writer.setLiveCommitData(Map.of(SCHEMA_KEY, SCHEMA).entrySet());
        writer.commit();
      }
      searchers = new SearcherManager(directory, null);
      complete = true;
    } finally {
      if (!complete) {
        IOUtils.closeWhileHandlingException(opened);
      }
    }
  }

  private static void requireSchema(Directory directory) throws IOException {
    String found = SegmentInfos.readLatestCommit(directory).getUserData().get(SCHEMA_KEY);
    if (!SCHEMA.equals(found)) {
      throw new CorruptIndexException(
          "schema: " + found + " (expected: " + SCHEMA + ")", directory.toString());
    }
  }

  private static IndexWriterConfig configuration() {
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(MAX_WAITING_MERGES, MERGE_THREADS);
    return new IndexWriterConfig(PassageWords.ANALYZER)
        .setCodec(new PassageCodec())
        .setRAMBufferSizeMB(WRITE_BUFFER_MIB)
        .setMergeScheduler(merges);
  }

  void put(DocumentId document, DocumentChunks content) throws IOException {
    writing.lock();
    try {
      Long present = revisionOf(document);
      if (present == null || present <= content.revision()) {
        writer.updateDocuments(Fields.of(document), Fields.documents(document, content));
        publish();
      }
    } finally {
      writing.unlock();
    }
  }

  void remove(Set<DocumentId> documents) throws IOException {
    writing.lock();
    try {
      writer.deleteDocuments(documents.stream().map(Fields::of).toArray(Term[]::new));
      publish();
    } finally {
      writing.unlock();
    }
  }

  private void publish() throws IOException {
    writer.commit();
    searchers.maybeRefreshBlocking();
  }

  private @Nullable Long revisionOf(DocumentId document) throws IOException {
    return search(
        searcher -> {
          TopDocs found = searcher.search(new TermQuery(Fields.markerOf(document)), 1);
          if (found.scoreDocs.length == 0) {
            return null;
          }
          int hit = found.scoreDocs[0].doc;
          LeafReaderContext leaf = leafOf(searcher, hit);
          NumericDocValues revisions = DocValues.getNumeric(leaf.reader(), Fields.REVISION);
          return revisions.advanceExact(hit - leaf.docBase) ? revisions.longValue() : null;
        });
  }

  Map<DocumentId, Long> revisions() throws IOException {
    return search(
        searcher -> {
          Map<DocumentId, Long> revisions = new HashMap<>();
          for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            collectRevisions(leaf.reader(), revisions);
          }
          return revisions;
        });
  }

  Map<DocumentId, Long> revisions(Set<DocumentId> documents) throws IOException {
    Map<DocumentId, Long> revisions = new HashMap<>();
    for (DocumentId document : documents) {
      Long present = revisionOf(document);
      if (present != null) {
        revisions.put(document, present);
      }
    }
    return revisions;
  }

  /** Only the marker of a document bears a revision. */
  private static void collectRevisions(LeafReader leaf, Map<DocumentId, Long> revisions)
      throws IOException {
    NumericDocValues values = DocValues.getNumeric(leaf, Fields.REVISION);
    BinaryDocValues ids = DocValues.getBinary(leaf, Fields.ID);
    Bits live = leaf.getLiveDocs();
    for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
      if ((live == null || live.get(doc)) && ids.advanceExact(doc)) {
        revisions.put(new DocumentId(Fields.uuid(ids.binaryValue())), values.longValue());
      }
    }
  }

  List<Scored<ChunkId>> semantic(String embeddingModel, float[] vector, Filter filter, int limit)
      throws IOException {
    if (limit < 1) {
      return List.of();
    }
    return search(
        searcher -> {
          int most = Math.max(1, searcher.getIndexReader().maxDoc());
          int candidates = Math.min(Math.max(limit, MIN_CANDIDATES), most);
          Query nearest =
              new KnnFloatVectorQuery(
                  Fields.vector(embeddingModel), vector, candidates, Fields.query(filter));
          return hits(searcher, nearest, limit, Fields::cosine);
        });
  }

  List<Scored<ChunkId>> keyword(String query, List<Feedback> feedback, Filter filter, int limit)
      throws IOException {
    Map<String, Integer> terms = PassageWords.of(query);
    if (terms.isEmpty() || limit < 1) {
      return List.of();
    }
    return search(
        searcher -> {
          Query words = words(terms, feedback, searcher);
          Query narrowing = Fields.query(filter);
          Query whole =
              narrowing == null
                  ? words
                  : new BooleanQuery.Builder()
                      .add(words, Occur.MUST)
                      .add(narrowing, Occur.FILTER)
                      .build();
          return hits(searcher, whole, limit, score -> score);
        });
  }

  /** Any of the words; each weighs as often as the question has it, or by the feedback. */
  private static Query words(
      Map<String, Integer> terms, List<Feedback> feedback, IndexSearcher searcher) {
    double length = terms.values().stream().mapToInt(Integer::intValue).sum();
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    RelevanceFeedback.widen(terms, sources(feedback), word -> rarity(word, searcher))
        .forEach(
            (word, weight) ->
                any.add(
                    new BoostQuery(
                        new TermQuery(new Term(Fields.TEXT, word)), (float) (weight * length)),
                    Occur.SHOULD));
    return any.build();
  }

  private static List<Source> sources(List<Feedback> feedback) {
    return feedback.stream()
        .map(answer -> new Source(PassageWords.telling(answer.text()), answer.weight()))
        .filter(source -> !source.words().isEmpty())
        .toList();
  }

  /** The inverse document frequency as BM25 has it; 0 of what no chunk holds. */
  private static double rarity(String word, IndexSearcher searcher) {
    try {
      IndexReader reader = searcher.getIndexReader();
      int holders = reader.docFreq(new Term(Fields.TEXT, word));
      int all = reader.getDocCount(Fields.TEXT);
      return holders == 0 ? 0 : Math.log(1 + (all - holders + 0.5) / (holders + 0.5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Scored<ChunkId>> hits(
      IndexSearcher searcher, Query query, int limit, DoubleUnaryOperator score)
      throws IOException {
    ScoreDoc[] found = searcher.search(query, limit).scoreDocs;
    List<Scored<ChunkId>> hits = new ArrayList<>(found.length);
    for (ScoreDoc hit : found) {
      LeafReaderContext leaf = leafOf(searcher, hit.doc);
      BinaryDocValues values = DocValues.getBinary(leaf.reader(), Fields.ID);
      if (values.advanceExact(hit.doc - leaf.docBase)) {
        ChunkId chunk = new ChunkId(Fields.uuid(values.binaryValue()));
        hits.add(new Scored<>(chunk, score.applyAsDouble(hit.score)));
      }
    }
    return hits;
  }

  private static LeafReaderContext leafOf(IndexSearcher searcher, int doc) {
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    return leaves.get(ReaderUtil.subIndex(doc, leaves));
  }

  /** Asks something of the newest state. */
  @FunctionalInterface
  private interface Search<T extends @Nullable Object> {
    T with(IndexSearcher searcher) throws IOException;
  }

  private <T extends @Nullable Object> T search(Search<T> search) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return search.with(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  /** What made Lucene give the writer up, a merge in the background perhaps; null if nothing. */
  @Nullable Throwable failure() {
    return writer.getTragicException();
  }

  /** Everything was committed, so rolling back loses nothing and waits for no merge. */
  @Override
  public void close() throws IOException {
    IOUtils.close(searchers, writer::rollback, directory);
  }
}
