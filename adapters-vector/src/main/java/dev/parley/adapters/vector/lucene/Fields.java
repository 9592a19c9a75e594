package dev.parley.adapters.vector.lucene;

import dev.parley.adapters.vector.words.PassageWords;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Language;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The form in which Lucene holds a document: one marker that bears its revision, and one entry for
 * each chunk. Text is searched here and read from the store, so it is not kept a second time.
 */
final class Fields {
  static final String TEXT = "text";

  /** The 16 bytes of the chunk's id, or of the document's on a marker. */
  static final String ID = "id";

  static final String REVISION = "revision";

  private static final String MARKER = "marker";
  private static final String DOCUMENT = "document";
  private static final String DATASET = "dataset";
  private static final String TAG = "tag";
  private static final String LANGUAGE = "language";

  /** When the document was added, in microseconds since 1970: as exactly as it is stored. */
  private static final String ADDED = "added";

  private Fields() {}

  /** Vectors of different models differ in length, so each model has a field. */
  static String vector(String embeddingModel) {
    return "vector:" + embeddingModel;
  }

  /** The marker and all chunks of a document. */
  static Term of(DocumentId document) {
    return new Term(DOCUMENT, document.toString());
  }

  static Term markerOf(DocumentId document) {
    return new Term(MARKER, document.toString());
  }

  static List<Document> documents(DocumentId document, DocumentChunks content) {
    List<Document> documents = new ArrayList<>(content.chunks().size() + 1);
    documents.add(marker(document, content.revision()));
    content
        .byModel()
        .forEach(
            (model, chunks) -> {
              String vector = vector(model);
              for (Embedded embedded : chunks) {
                documents.add(chunk(document, embedded, vector, content));
              }
            });
    return documents;
  }

  private static Document marker(DocumentId document, long revision) {
    Document marker = new Document();
    marker.add(new StringField(MARKER, document.toString(), Store.NO));
    marker.add(new StringField(DOCUMENT, document.toString(), Store.NO));
    marker.add(new BinaryDocValuesField(ID, bytes(document.value())));
    marker.add(new NumericDocValuesField(REVISION, revision));
    return marker;
  }

  private static Document chunk(
      DocumentId document, Embedded embedded, String vector, DocumentChunks content) {
    Chunk chunk = embedded.chunk();
    Document fields = new Document();
    fields.add(new BinaryDocValuesField(ID, bytes(chunk.id().value())));
    fields.add(new StringField(DOCUMENT, document.toString(), Store.NO));
    DatasetId dataset = Objects.requireNonNull(chunk.dataset(), "a piece of an attached file");
    fields.add(new StringField(DATASET, dataset.toString(), Store.NO));
    for (String tag : content.tags()) {
      fields.add(new StringField(TAG, tag, Store.NO));
    }
    Language language = content.language();
    if (language != null) {
      fields.add(new StringField(LANGUAGE, language.code(), Store.NO));
    }
    fields.add(new LongPoint(ADDED, micros(content.createdAt())));
    fields.add(
        new TextField(TEXT, PassageWords.normalized(chunk.content().searchableText()), Store.NO));
    fields.add(
        new KnnFloatVectorField(vector, embedded.vector(), VectorSimilarityFunction.DOT_PRODUCT));
    return fields;
  }

  /**
   * The cosine of which Lucene's dot product made a score without negative values: half of one more
   * than it. Rounding may have left it a little above 1.
   */
  static double cosine(double score) {
    return Math.min(2 * score - 1, 1);
  }

  /** What a filter lets through; null if that is everything. */
  static @Nullable Query query(Filter filter) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    anyOf(DATASET, filter.datasets(), all);
    anyOf(DOCUMENT, filter.documents(), all);
    anyOf(TAG, filter.tags(), all);
    anyOf(LANGUAGE, filter.languages(), all);
    Instant from = filter.added().from();
    Instant before = filter.added().before();
    if (from != null || before != null) {
      all.add(
          LongPoint.newRangeQuery(
              ADDED,
              from == null ? Long.MIN_VALUE : micros(from),
              before == null ? Long.MAX_VALUE : micros(before) - 1),
          Occur.FILTER);
    }
    BooleanQuery query = all.build();
    return query.clauses().isEmpty() ? null : query;
  }

  private static void anyOf(String field, Collection<?> values, BooleanQuery.Builder all) {
    if (!values.isEmpty()) {
      List<BytesRef> terms = values.stream().map(value -> new BytesRef(value.toString())).toList();
      all.add(new TermInSetQuery(field, terms), Occur.FILTER);
    }
  }

  /** Rounded down; what is too far off to be counted is as far as can be. */
  private static long micros(Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    } catch (ArithmeticException tooFar) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE + 1 : Long.MAX_VALUE;
    }
  }

  private static BytesRef bytes(UUID id) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return new BytesRef(bytes.array());
  }

  static UUID uuid(BytesRef bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
