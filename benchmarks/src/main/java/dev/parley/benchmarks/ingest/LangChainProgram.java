package dev.parley.benchmarks.ingest;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.loader.FileSystemDocumentLoader;
import dev.langchain4j.data.document.parser.TextDocumentParser;
import dev.langchain4j.data.document.splitter.DocumentSplitters;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ingests files as langchain4j does where nobody sets anything: its module for easy retrieval cuts
 * recursively into 300 tokens with 30 of overlap and embeds by bge-small-en-v1.5, quantised, on all
 * processors, into a store in memory. Nothing is stored on disk.
 */
final class LangChainProgram {
  private static final int SEGMENT_TOKENS = 300;
  private static final int OVERLAP_TOKENS = 30;

  private LangChainProgram() {}

  /**
   * Ingests and says how long that took; the model is loaded before.
   *
   * @param arguments the files
   */
  public static void main(String[] arguments) {
    EmbeddingModel model = new BgeSmallEnV15QuantizedEmbeddingModel();
    var unused = model.embed("warm up");
    long began = System.nanoTime();
    List<Document> documents = new ArrayList<>();
    for (String file : arguments) {
      documents.add(FileSystemDocumentLoader.loadDocument(Path.of(file), new TextDocumentParser()));
    }
    Counting store = new Counting();
    var unusedResult =
        EmbeddingStoreIngestor.builder()
            .documentSplitter(
                DocumentSplitters.recursive(
                    SEGMENT_TOKENS, OVERLAP_TOKENS, new HuggingFaceTokenCountEstimator()))
            .embeddingModel(model)
            .embeddingStore(store)
            .build()
            .ingest(documents);
    System.out.printf(
        Locale.ROOT,
        "ingested %d chunks in %d us%n",
        store.segments,
        (System.nanoTime() - began) / 1_000);
  }

  private static final class Counting extends InMemoryEmbeddingStore<TextSegment> {
    private int segments;

    @Override
    public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> embedded) {
      segments += embedded.size();
      super.addAll(ids, embeddings, embedded);
    }
  }
}
