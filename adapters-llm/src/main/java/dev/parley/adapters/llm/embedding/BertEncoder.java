package dev.parley.adapters.llm.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model as langchain4j runs it, but with one thread for each call: the runtime's own pool would
 * take every processor for every text, and spins while it waits.
 */
final class BertEncoder extends AbstractInProcessEmbeddingModel implements AutoCloseable {
  private final OnnxBertBiEncoder encoder;
  private final OrtSession session;

  private BertEncoder(OnnxBertBiEncoder encoder, OrtSession session) {
    super(Runnable::run);
    this.encoder = encoder;
    this.session = session;
  }

  static BertEncoder load(Path model, Path tokenizer, PoolingMode pooling) throws IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        InputStream words = Files.newInputStream(tokenizer)) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(model.toString(), options);
      return new BertEncoder(new OnnxBertBiEncoder(environment, session, words, pooling), session);
    } catch (OrtException e) {
      throw new IOException("the embedding model cannot be loaded", e);
    }
  }

  float[] vector(String text) {
    return embed(TextSegment.from(text)).content().vector();
  }

  /** Gives its native memory back; nobody may be using it. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model cannot be unloaded", e);
    }
  }

  @Override
  protected OnnxBertBiEncoder model() {
    return encoder;
  }
}
