package dev.parley.benchmarks.retrieval;

import dev.parley.adapters.vector.lucene.LucenePassageIndex;
import dev.parley.adapters.vector.pgvector.PgVectorPassageIndex;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.benchmarks.Machine;
import dev.parley.benchmarks.process.TemporaryFolder;
import dev.parley.benchmarks.retrieval.Corpus.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program behind {@code ./parley bench retrieval}. */
@Command(
    name = "retrieval",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How much of what is nearest both passage indexes find under filters, and how fast: Lucene,"
          + " and pgvector on the PostgreSQL that is installed on this machine.",
      "Exits with 1 if one of them finds less than 0.99 of it or anything foreign, and with 3 if"
          + " there is no PostgreSQL with pgvector."
    })
public final class RetrievalCommand implements Callable<Integer> {
  private static final int UNSOUND = 1;
  private static final int UNAVAILABLE = 3;
  private static final double LEAST_RECALL = 0.99;
  private static final int MOST_CHUNKS = 2_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Chunks of the large tenant; ${DEFAULT-VALUE} if left out.")
  private int chunks;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "200",
      description = "Questions of each kind; ${DEFAULT-VALUE} if left out.")
  private int queries;

  private final StringBuilder table = new StringBuilder();
  private boolean isSound = true;

  private RetrievalCommand() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RetrievalCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    require("--chunks", chunks, Corpus.LEAST_CHUNKS, MOST_CHUNKS);
    require("--queries", queries, 1, 100_000);
    Path folder = Files.createTempDirectory("parley-bench-retrieval");
    try (PassageDatabase postgres = PassageDatabase.start();
        LucenePassageIndex lucene = new LucenePassageIndex(folder.resolve("index"))) {
      measure(lucene, postgres);
      return isSound ? 0 : UNSOUND;
    } catch (PassageDatabase.Missing missing) {
      spec.commandLine().getErr().println("parley: " + missing.getMessage());
      return UNAVAILABLE;
    } finally {
      TemporaryFolder.delete(folder);
    }
  }

  private void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), name + ": " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  private void measure(LucenePassageIndex lucene, PassageDatabase postgres) throws SQLException {
    PgVectorPassageIndex pgvector = new PgVectorPassageIndex(postgres.pool());
    say("making " + chunks + " chunks");
    Corpus corpus = new Corpus(chunks);
    double luceneLoad = load("Lucene", lucene, corpus);
    double pgvectorLoad = load("pgvector", pgvector, corpus);
    postgres.settle();
    table.append(
        """
        | leg | looked at | Lucene: recall@10 | p50 | p99 | pgvector: recall@10 | p50 | p99 | Lucene : pgvector, p50 | p99 |
        |---|---|---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    for (Part part : corpus.parts()) {
      nearest(corpus, part, lucene, pgvector);
    }
    for (Part part : corpus.parts()) {
      words(corpus, part, lucene, pgvector);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(Machine.describe() + ", load average " + Machine.loadAverage());
    out.printf(
        Locale.ROOT,
        "%,d chunks of the large tenant and %,d of ten others, dimension %d, %d questions a row;"
            + " pgvector %s%n",
        chunks,
        corpus.others(),
        Corpus.DIMENSION,
        queries,
        postgres.version());
    out.printf(
        Locale.ROOT,
        "put, %d chunks a document: Lucene %.1f s, pgvector %.1f s%n%n",
        Corpus.DOCUMENT,
        luceneLoad,
        pgvectorLoad);
    out.print(table);
    out.println(isSound ? "\nNothing foreign was found." : "\nUNSOUND: see above.");
    out.flush();
  }

  private double load(String name, PassageIndex index, Corpus corpus) {
    long began = System.nanoTime();
    int documents = corpus.documents();
    for (int i = 0; i < documents; i++) {
      index.put(corpus.tenantOf(i), Corpus.document(i), corpus.content(i));
      if (i % 100 == 99) {
        say(name + ": " + (i + 1) + " of " + documents + " documents");
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private void nearest(Corpus corpus, Part part, PassageIndex lucene, PassageIndex pgvector) {
    int[] kept = IntStream.range(0, corpus.size()).filter(i -> corpus.isPartOf(i, part)).toArray();
    Measurement ofLucene = new Measurement(lucene, corpus, part, queries);
    Measurement ofPgvector = new Measurement(pgvector, corpus, part, queries);
    for (int i = -warmUp(); i < queries; i++) {
      float[] question = corpus.question(i < 0 ? queries - i : i);
      if (i < 0) {
        new Measurement(lucene, corpus, part, 1).askNearest(question, 1, 0);
        new Measurement(pgvector, corpus, part, 1).askNearest(question, 1, 0);
      } else {
        double[] cosines =
            Arrays.stream(kept)
                .mapToDouble(chunk -> -Corpus.product(question, corpus.vector(chunk)))
                .sorted()
                .limit(Measurement.DEPTH)
                .toArray();
        double bar = -cosines[cosines.length - 1];
        ofLucene.askNearest(question, bar, cosines.length);
        ofPgvector.askNearest(question, bar, cosines.length);
      }
    }
    add("vectors", part, ofLucene, ofPgvector, true);
  }

  private int warmUp() {
    return Math.clamp(queries / 4, 5, 50);
  }

  private void words(Corpus corpus, Part part, PassageIndex lucene, PassageIndex pgvector) {
    Measurement ofLucene = new Measurement(lucene, corpus, part, queries);
    Measurement ofPgvector = new Measurement(pgvector, corpus, part, queries);
    for (int i = -warmUp(); i < queries; i++) {
      String question = Corpus.words(i < 0 ? queries - i : i);
      (i < 0 ? new Measurement(lucene, corpus, part, 1) : ofLucene).askWords(question);
      (i < 0 ? new Measurement(pgvector, corpus, part, 1) : ofPgvector).askWords(question);
    }
    add("words", part, ofLucene, ofPgvector, false);
  }

  private void add(
      String leg, Part part, Measurement lucene, Measurement pgvector, boolean hasRecall) {
    table.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %.2f ms | %.2f ms | %s | %.2f ms | %.2f ms | 1 : %.1f | 1 : %.1f |%n",
            leg,
            part.kept(),
            hasRecall ? String.format(Locale.ROOT, "%.4f", lucene.recall()) : "",
            lucene.percentile(50),
            lucene.percentile(99),
            hasRecall ? String.format(Locale.ROOT, "%.4f", pgvector.recall()) : "",
            pgvector.percentile(50),
            pgvector.percentile(99),
            pgvector.percentile(50) / lucene.percentile(50),
            pgvector.percentile(99) / lucene.percentile(99)));
    for (Measurement each : new Measurement[] {lucene, pgvector}) {
      if (each.recall() < LEAST_RECALL || each.foreign() > 0) {
        isSound = false;
        say(
            "%s, %s: %s recalls %.4f and finds %d foreign passages"
                .formatted(
                    leg,
                    part.kept(),
                    each == lucene ? "Lucene" : "pgvector",
                    each.recall(),
                    each.foreign()));
      }
    }
    say(leg + ", " + part.kept() + ": done");
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("parley: " + what);
    err.flush();
  }
}
