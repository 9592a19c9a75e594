package dev.parley.bootstrap.cli;

import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.adapters.vector.lucene.LucenePassageIndex;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.bootstrap.eval.RetrievalMeasurement;
import dev.parley.bootstrap.eval.RetrievalMeasurement.Measured;
import dev.parley.bootstrap.eval.RetrievalMeasurement.Result;
import dev.parley.bootstrap.eval.TestCollection;
import dev.parley.bootstrap.server.ChosenModel;
import dev.parley.bootstrap.settings.EmbeddingChoice;
import dev.parley.bootstrap.settings.InvalidSetting;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.id.UuidV7Ids;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures retrieval without a server. */
@Command(
    name = "eval",
    description = {
      "Measure retrieval on a test collection, by words, by meaning and by both.",
      "A collection is a folder in the form of BEIR: corpus.jsonl {\"id\",\"text\",\"title\"?},",
      "queries.jsonl {\"id\",\"text\"}, and qrels.tsv or qrels/test.tsv: query, document, grade."
    })
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of collections.")
  private List<Path> folders = List.of();

  @Option(
      names = "--fusion",
      paramLabel = "HOW",
      description = "reciprocal_rank or weighted (${DEFAULT-VALUE}).")
  private String fusion = RetrievalSettings.DEFAULT.fusion().name().toLowerCase(Locale.ROOT);

  @Option(
      names = "--semantic-weight",
      paramLabel = "PART",
      description = "What meaning weighs in weighted fusion, 0 to 1 (${DEFAULT-VALUE}).")
  private double semanticWeight = RetrievalSettings.DEFAULT.semanticWeight();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = {
        "all-MiniLM-L6-v2, bge-small-en-v1.5 or e5-small-v2 (${DEFAULT-VALUE}),",
        "or openai/MODEL or ollama/MODEL as the environment configures them."
      })
  private String model = LocalModel.DEFAULT.modelName();

  @Option(
      names = "--chunk-size",
      paramLabel = "TOKENS",
      description = "The most tokens in a chunk (as suits the model).")
  private @Nullable Integer chunkSize;

  @Option(
      names = "--chunk-overlap",
      paramLabel = "TOKENS",
      description = "How many tokens a chunk repeats of the one before (as suits the model).")
  private @Nullable Integer chunkOverlap;

  @Option(names = "--json", description = "Print a JSON object for each collection.")
  private boolean json;

  private final Map<String, String> environment;

  EvalCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    RetrievalSettings settings = settings();
    EmbeddingChoice choice = choice();
    PrintWriter out = spec.commandLine().getOut();
    for (Path folder : folders) {
      TestCollection collection = read(folder);
      print(folder, measure(collection, choice, settings), out);
    }
    return 0;
  }

  private RetrievalSettings settings() {
    RetrievalSettings preset = RetrievalSettings.DEFAULT;
    for (FusionMethod known : FusionMethod.values()) {
      if (known.name().equals(fusion.toUpperCase(Locale.ROOT))) {
        try {
          return new RetrievalSettings(preset.k(), 0, SearchMode.HYBRID, 0, known, semanticWeight);
        } catch (InvalidValue invalid) {
          throw new ParameterException(spec.commandLine(), String.valueOf(invalid.getMessage()));
        }
      }
    }
    throw new ParameterException(
        spec.commandLine(), "--fusion: " + fusion + " (expected: reciprocal_rank or weighted)");
  }

  private ChunkingSettings chunking(ChunkingSettings otherwise) {
    try {
      return new ChunkingSettings(
          chunkSize == null ? otherwise.size() : chunkSize,
          chunkOverlap == null ? otherwise.overlap() : chunkOverlap,
          ChunkingStrategy.AUTO);
    } catch (InvalidValue invalid) {
      throw new ParameterException(spec.commandLine(), String.valueOf(invalid.getMessage()));
    }
  }

  private EmbeddingChoice choice() {
    try {
      return EmbeddingChoice.named(model, environment);
    } catch (InvalidSetting invalid) {
      throw new ParameterException(spec.commandLine(), "--model: " + invalid.getMessage());
    }
  }

  private static TestCollection read(Path folder) {
    try {
      return TestCollection.in(folder);
    } catch (TestCollection.Unreadable unreadable) {
      throw new CommandFailure(String.valueOf(unreadable.getMessage()));
    }
  }

  private Result measure(
      TestCollection collection, EmbeddingChoice choice, RetrievalSettings settings)
      throws IOException {
    Path scratch = Files.createTempDirectory("parley-eval");
    SecureRandom random = new SecureRandom();
    try (LucenePassageIndex index = new LucenePassageIndex(scratch.resolve("index"));
        ExecutorService legs = Executors.newVirtualThreadPerTaskExecutor();
        ChosenModel embeddings = ChosenModel.of(choice, scratch.resolve("models"), legs, random)) {
      return new RetrievalMeasurement(
              index,
              embeddings.model(),
              new Chunker(new EstimatingTokenCounter()),
              new UuidV7Ids(Clock.systemUTC(), random),
              legs)
          .measure(collection, chunking(embeddings.model().chunking()), settings);
    } catch (EmbeddingFailure failure) {
      throw new CommandFailure(String.valueOf(failure.getMessage()));
    } finally {
      delete(scratch);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void print(Path folder, Result result, PrintWriter out) throws IOException {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    if (json) {
      out.println(ObjectMapper.getDefault().writeValueAsString(values(name, result)));
    } else {
      out.printf(
          Locale.ROOT,
          "%s: %,d documents in %,d chunks, indexed in %.1f s; %,d questions%n%n",
          name,
          result.documents(),
          result.chunks(),
          result.secondsToIndex(),
          result.questions());
      out.printf(
          "%-10s %8s %10s %11s %7s %9s%n",
          "mode", "nDCG@10", "recall@10", "recall@100", "MRR", "ms/query");
      result.modes().forEach((mode, measured) -> row(mode, measured, out));
      out.println();
    }
    out.flush();
  }

  private static void row(SearchMode mode, Measured measured, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-10s %8.4f %10.4f %11.4f %7.4f %9.1f%n",
        mode.name().toLowerCase(Locale.ROOT),
        measured.measures().ndcg(),
        measured.measures().recall10(),
        measured.measures().recall100(),
        measured.measures().mrr(),
        measured.millisPerQuery());
  }

  private static Map<String, Object> values(String name, Result result) {
    Map<String, Object> modes = new LinkedHashMap<>();
    result
        .modes()
        .forEach(
            (mode, measured) -> modes.put(mode.name().toLowerCase(Locale.ROOT), values(measured)));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("collection", name);
    values.put("documents", result.documents());
    values.put("chunks", result.chunks());
    values.put("questions", result.questions());
    values.put("seconds_to_index", result.secondsToIndex());
    values.put("modes", modes);
    return values;
  }

  private static Map<String, Object> values(Measured measured) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("ndcg_at_10", measured.measures().ndcg());
    values.put("recall_at_10", measured.measures().recall10());
    values.put("recall_at_100", measured.measures().recall100());
    values.put("mrr", measured.measures().mrr());
    values.put("ms_per_query", measured.millisPerQuery());
    return values;
  }
}
