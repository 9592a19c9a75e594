package dev.parley.adapters.llm.embedding;

import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.scope.ScopeCalibration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The embedding models that run in this process, each as its makers say that it is to be run. All
 * are quantized, know English, and have vectors of 384 numbers; vectors of different models have
 * nothing to do with each other all the same.
 *
 * <p>Whatever changes a model's vectors, such as its limit of tokens, must change its name, under
 * which vectors are stored.
 */
public enum LocalModel {
  /**
   * Reimers and Gurevych, Sentence-BERT, EMNLP 2019; Wang et al., MiniLM, NeurIPS 2020. Trained on
   * texts of up to 256 tokens.
   */
  ALL_MINILM_L6_V2("all-minilm-l6-v2", "all-minilm-l6-v2-q", 256, PoolingMode.MEAN, "", ""),

  /** Xiao et al., C-Pack, SIGIR 2024. The first token stands for the whole text. */
  BGE_SMALL_EN_V15(
      "bge-small-en-v1.5",
      "bge-small-en-v1.5-q",
      512,
      PoolingMode.CLS,
      "Represent this sentence for searching relevant passages: ",
      ""),

  /** Wang et al., Text Embeddings by Weakly-Supervised Contrastive Pre-training, 2022. */
  E5_SMALL_V2("e5-small-v2", "e5-small-v2-q", 512, PoolingMode.MEAN, "query: ", "passage: ");

  /** What a server uses unless it is told otherwise. */
  public static final LocalModel DEFAULT = BGE_SMALL_EN_V15;

  private final String name;
  private final String files;
  private final int maxTokens;
  private final PoolingMode pooling;
  private final String beforeQuestions;
  private final String beforePassages;

  LocalModel(
      String name,
      String files,
      int maxTokens,
      PoolingMode pooling,
      String beforeQuestions,
      String beforePassages) {
    this.name = name;
    this.files = files;
    this.maxTokens = maxTokens;
    this.pooling = pooling;
    this.beforeQuestions = beforeQuestions;
    this.beforePassages = beforePassages;
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(LocalModel::modelName).collect(Collectors.joining(" or "));
  }

  /** Finds a model by its name, however its letters are written. */
  public static Optional<LocalModel> named(String name) {
    return Arrays.stream(values())
        .filter(model -> model.name.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The name under which vectors are stored and callers ask for the model. */
  public String modelName() {
    return name;
  }

  /** How much of a text is read: its first tokens, those that frame it among them. */
  public int maxTokens() {
    return maxTokens;
  }

  /** Length of each vector. */
  int dimension() {
    return 384;
  }

  /** The beginning of the names of its files on the class path. */
  String files() {
    return files;
  }

  /** How the vectors of the tokens become one. */
  PoolingMode pooling() {
    return pooling;
  }

  /**
   * Where scopes draw their lines, chosen by what {@code CalibrateScopes}, beside the tests,
   * measures: a lenient scope refuses a tenth of what belongs, a strict one about a quarter.
   */
  ScopeCalibration scopes() {
    return switch (this) {
      case ALL_MINILM_L6_V2 -> new ScopeCalibration(0.20, 0.15, 0.32, 0.45);
      case BGE_SMALL_EN_V15 -> new ScopeCalibration(0.10, 0.575, 0.64, 0.70);
      case E5_SMALL_V2 -> new ScopeCalibration(0.20, 0.825, 0.85, 0.90);
    };
  }

  /** Of the most tokens that are read with a heading before them. */
  public ChunkingSettings chunking() {
    return maxTokens < 512
        ? ChunkingSettings.DEFAULT
        : new ChunkingSettings(400, 40, ChunkingStrategy.AUTO);
  }

  String question(String text) {
    return beforeQuestions + text;
  }

  String passage(String text) {
    return beforePassages + text;
  }
}
