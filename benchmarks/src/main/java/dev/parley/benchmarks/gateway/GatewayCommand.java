package dev.parley.benchmarks.gateway;

import dev.parley.benchmarks.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program behind {@code ./parley bench gateway}. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What it costs to ask a provider through Parley: beside asking it directly, through a bare"
          + " Micronaut proxy, and through Portkey's gateway.",
      "Exits with 1 if an answer was wrong or a call is not in the books, and with 3 if Portkey"
          + " cannot be installed."
    })
public final class GatewayCommand implements Callable<Integer> {
  private static final int UNSOUND = 1;
  private static final int UNAVAILABLE = 3;

  private static final int SLICE_SECONDS = 5;
  private static final int FLAT = 8;
  private static final double FASTER = 1.03;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "Requests under way at once; ${DEFAULT-VALUE} if left out.")
  private int connections;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "4",
      description = "Length of a round; ${DEFAULT-VALUE} if left out.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "180",
      description =
          "Seconds that each way is asked before its rounds at most, while its code is compiled:"
              + " until it grows no faster. ${DEFAULT-VALUE} if left out.")
  private int warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds of each way, in turn; ${DEFAULT-VALUE} if left out.")
  private int rounds;

  @Option(names = "--json", description = "Print JSON, with every round.")
  private boolean json;

  @Option(
      names = "--without-portkey",
      description = "Leave Portkey out, which needs Node.js and npm.")
  private boolean withoutPortkey;

  @Option(names = "--root", paramLabel = "FOLDER", required = true, hidden = true)
  private Path root = Path.of(".");

  private @Nullable PrintWriter progress;

  private GatewayCommand() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GatewayCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePositive("--connections", connections, 10_000);
    requirePositive("--seconds", seconds, 600);
    requirePositive("--warm-up", warmUp, 600);
    requirePositive("--rounds", rounds, 100);
    PrintWriter err = spec.commandLine().getErr();
    progress = err;
    Path folder = Files.createTempDirectory("parley-bench-gateway");
    try {
      GatewayReport report = measure(folder);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? report.asJson() : report.text());
      out.flush();
      return report.isSound() ? 0 : UNSOUND;
    } catch (PortkeyPackage.Unavailable unavailable) {
      err.println("parley: " + unavailable.getMessage());
      return UNAVAILABLE;
    }
  }

  private void requirePositive(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), name + ": " + value + " (expected: 1.." + most + ")");
    }
  }

  private GatewayReport measure(Path folder)
      throws IOException, InterruptedException, PortkeyPackage.Unavailable {
    PortkeyPackage portkey = null;
    if (!withoutPortkey) {
      say("installing Portkey, if it is not there yet");
      portkey = PortkeyPackage.in(root.resolve("target/portkey"));
    }
    Path home;
    Comparison whole;
    Comparison streams;
    try (Stage stage = new Stage(folder)) {
      say("starting the servers; their logs are in " + folder);
      home = stage.addParley(root.resolve("bootstrap/target/parley.jar"));
      stage.addBareProxy();
      if (portkey != null) {
        stage.addPortkey(portkey);
      }
      whole = compare(stage, false);
      streams = compare(stage, true);
    }
    say("reading the ledger");
    return new GatewayReport(
        Machine.describe(),
        connections,
        whole,
        streams,
        Stage.STREAM.tokens(),
        answers,
        Ledger.calls(home));
  }

  private long answers;

  private Comparison compare(Stage stage, boolean stream) throws IOException {
    List<Way> ways = new ArrayList<>();
    for (Stage.Server server : stage.servers()) {
      // Its streams take a course of their own; see docs/benchmarks.md.
      if (!stream || !server.name().equals(Stage.PORTKEY)) {
        ways.add(
            Way.learn(
                server.name(),
                server.port(),
                server.headers(),
                stream ? Stage.STREAM : Stage.JSON,
                stream,
                server::processorTime));
        if (server.name().equals(Stage.PARLEY)) {
          answers++;
        }
      }
    }
    for (Way way : ways) {
      say((stream ? "streams: " : "JSON: ") + "warming up, " + way.name());
      warm(way);
    }
    Comparison comparison = new Comparison();
    for (int i = 1; i <= rounds; i++) {
      Map<String, Round> lap = new LinkedHashMap<>();
      for (Way way : ways) {
        Round round = note(way.ask(connections, Duration.ofSeconds(seconds)));
        lap.put(way.name(), round);
        say(
            "%s: round %d of %d, %s: %,.0f/s"
                .formatted(stream ? "streams" : "JSON", i, rounds, way.name(), round.perSecond()));
      }
      comparison.add(lap);
    }
    return comparison;
  }

  /** Asks until {@value #FLAT} slices in a row were hardly faster than the best before them. */
  private void warm(Way way) throws IOException {
    double best = 0;
    int flat = 0;
    for (int asked = 0; asked < warmUp && flat < FLAT; asked += SLICE_SECONDS) {
      int slice = Math.min(SLICE_SECONDS, warmUp - asked);
      double rate = note(way.ask(connections, Duration.ofSeconds(slice))).perSecond();
      flat = rate > best * FASTER ? 0 : flat + 1;
      best = Math.max(best, rate);
    }
  }

  private Round note(Round round) {
    if (round.way().equals(Stage.PARLEY)) {
      answers += round.right();
    }
    if (round.fault() != null) {
      say(round.way() + ": " + round.wrong() + " wrong answers, the first: " + round.fault());
    }
    return round;
  }

  private void say(String what) {
    if (progress != null) {
      progress.println("parley: " + what);
      progress.flush();
    }
  }
}
