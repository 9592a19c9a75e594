package dev.parley.benchmarks.ingest;

import dev.parley.benchmarks.Machine;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.process.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program behind {@code ./parley bench ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How many documents a second can be found after their upload to a Parley with its defaults,"
          + " and after langchain4j's own splitter, default embedding model and store in memory.",
      "Each round is a new process of both, in turn; their models are loaded before the clock runs."
    })
public final class IngestCommand implements Callable<Integer> {
  private static final double AIM = 2;
  private static final Pattern DONE = Pattern.compile("ingested (\\d+ chunks in \\d+) us");
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "A folder of texts (.txt, .md); the documentation of Parley if left out.")
  private @Nullable Path texts;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each; ${DEFAULT-VALUE} if left out.")
  private int rounds;

  @Option(names = "--root", paramLabel = "FOLDER", required = true, hidden = true)
  private Path root = Path.of(".");

  private IngestCommand() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new IngestCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || rounds > 100) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--rounds: " + rounds + " (expected: 1..100)");
    }
    List<Path> files = files(texts == null ? root.resolve("docs") : texts);
    Path folder = Files.createTempDirectory("parley-bench-ingest");
    List<Ingested> ours = new ArrayList<>();
    List<Ingested> theirs = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      Path round = Files.createDirectories(folder.resolve("round-" + i));
      theirs.add(langChain(files, round));
      say("round " + i + ", langchain4j: " + told(theirs.getLast()));
      try (ParleyIngestion parley =
          ParleyIngestion.start(root.resolve("bootstrap/target/parley.jar"), round)) {
        ours.add(parley.ingest(files));
      }
      say("round " + i + ", Parley: " + told(ours.getLast()));
    }
    // Only now: where a process failed, its log is what tells why.
    TemporaryFolder.delete(folder);
    report(files, ours, theirs);
    return 0;
  }

  private List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".md") || file.toString().endsWith(".txt"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "DIR: " + folder + " holds no .txt or .md (expected: at least one)");
      }
      return files;
    }
  }

  private static Ingested langChain(List<Path> files, Path folder)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LangChainProgram.class.getName()));
    files.forEach(file -> arguments.add(file.toString()));
    try (ChildProcess process =
        ChildProcess.start(
            new ChildProcess.Program(
                "langchain4j",
                arguments,
                Map.of(),
                DONE,
                folder.resolve("langchain4j.log"),
                PATIENCE))) {
      String[] figures = process.address().split(" chunks in ", -1);
      return new Ingested(
          files.size(), Integer.parseInt(figures[0]), Long.parseLong(figures[1]) / 1e6);
    }
  }

  private void report(List<Path> files, List<Ingested> ours, List<Ingested> theirs)
      throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(Machine.describe() + ", load average " + Machine.loadAverage());
    out.printf(
        Locale.ROOT, "%d files, %,d bytes; medians of %d rounds%n%n", files.size(), bytes, rounds);
    out.println("| who | chunks | seconds | documents/s |");
    out.println("|---|---:|---:|---:|");
    row(out, "Parley", ours);
    row(out, "langchain4j", theirs);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ratios.add(ours.get(i).documentsPerSecond() / theirs.get(i).documentsPerSecond());
    }
    double ratio = median(ratios);
    out.printf(
        Locale.ROOT,
        "%nParley's documents a second, to langchain4j's: %.2f (aim: at least %.1f): %s%n",
        ratio,
        AIM,
        ratio >= AIM ? "met" : "missed");
    out.flush();
  }

  private static void row(PrintWriter out, String who, List<Ingested> rounds) {
    out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f | %.2f |%n",
        who,
        rounds.getFirst().chunks(),
        median(rounds, Ingested::seconds),
        median(rounds, Ingested::documentsPerSecond));
  }

  private static double median(List<Ingested> rounds, ToDoubleFunction<Ingested> figure) {
    return median(rounds.stream().map(figure::applyAsDouble).toList());
  }

  private static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String told(Ingested ingested) {
    return String.format(
        Locale.ROOT,
        "%d documents, %d chunks, %.2f s",
        ingested.documents(),
        ingested.chunks(),
        ingested.seconds());
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("parley: " + what);
    err.flush();
  }
}
