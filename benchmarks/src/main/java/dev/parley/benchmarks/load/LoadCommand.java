package dev.parley.benchmarks.load;

import dev.parley.benchmarks.Machine;
import dev.parley.benchmarks.load.Experiment.Options;
import dev.parley.benchmarks.load.Experiment.Subject;
import dev.parley.benchmarks.load.Meter.Measured;
import dev.parley.benchmarks.load.Unpaced.Series;
import dev.parley.benchmarks.provider.Script;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code ./parley load}. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Open many streams at once and check that every event of each arrives once.",
      "Without --url everything that takes part is started for it, and stopped: a provider that"
          + " answers from a script, a Parley, and a bare server to hold it against."
    })
public final class LoadCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  /** Longer than the longest run takes; whatever hangs, it does not hang for ever. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--streams", paramLabel = "N", description = "At once (${DEFAULT-VALUE}).")
  private int streams = 1_000;

  @Option(names = "--tokens", paramLabel = "N", description = "Of an answer (${DEFAULT-VALUE}).")
  private int tokens = 200;

  @Option(names = "--rate", paramLabel = "N", description = "Tokens a second (${DEFAULT-VALUE}).")
  private int rate = 20;

  @Option(
      names = "--ramp",
      paramLabel = "SECONDS",
      description = "Over how long the streams begin (${DEFAULT-VALUE}).")
  private int ramp = 5;

  @Option(
      names = "--slow-readers",
      paramLabel = "N",
      description =
          "Readers of one byte a second, beside whom the paced streams are measured again"
              + " (${DEFAULT-VALUE}); 0: none.")
  private int slowReaders = 500;

  @Option(names = "--unpaced", description = "Only measure tokens a second, without pace.")
  private boolean unpacedOnly;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A server that runs on this machine, instead of one of our own.")
  private @Nullable URI url;

  @Option(names = "--key", paramLabel = "KEY", description = "With --url: the API key.")
  private @Nullable String key;

  @Option(
      names = "--model",
      paramLabel = "M",
      description =
          "With --url: the model; named such as scripted-200@20+echo, its text is checked.")
  private @Nullable String model;

  @Option(names = "--bot", paramLabel = "B", description = "With --url: the bot.")
  private @Nullable String bot;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "How long each unpaced round takes (${DEFAULT-VALUE}); 0: one answer for each stream.")
  private int seconds = 5;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      hidden = true,
      description = "Parley's; ./parley says where it is.")
  private Path jar = Path.of("bootstrap", "target", "parley.jar");

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      hidden = true,
      description = "Parley's, where there is no jar.")
  private @Nullable String classPath;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description = "One more of Java's for both servers; several may be.")
  private List<String> javaOptions = new ArrayList<>();

  LoadCommand() {}

  /** Runs and ends the process: 0, or 1 if an event was lost, or 2 if it was asked for wrongly. */
  public static void main(String[] arguments) {
    Thread.ofPlatform().daemon().name("limit").start(LoadCommand::endInTime);
    System.exit(new CommandLine(new LoadCommand()).execute(arguments));
  }

  private static void endInTime() {
    try {
      Thread.sleep(LIMIT);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("load: not over after " + LIMIT + ", so it was ended");
    System.exit(FAILED);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Options options = options();
    Report report = new Report();
    report.circumstance("machine", Machine.describe());
    report.circumstance("load average before", Machine.loadAverage());
    report.circumstance(
        "streams", streams + " of " + tokens + " tokens, " + rate + " tokens/s each where paced");
    if (url == null) {
      measureOurOwn(options, report);
    } else {
      measure(options, report, url);
    }
    report.circumstance("load average after", Machine.loadAverage());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.text());
    out.flush();
    return report.hasFaults() ? FAILED : 0;
  }

  private Options options() {
    if (streams < 1 || rate < 1 || slowReaders < 0 || ramp < 0 || seconds < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--streams, --rate: "
              + streams
              + ", "
              + rate
              + " (expected: 1 or more); --slow-readers, --ramp, --seconds: "
              + slowReaders
              + ", "
              + ramp
              + ", "
              + seconds
              + " (expected: 0 or more)");
    }
    try {
      Script asked = new Script(tokens, rate, true);
      return new Options(
          asked, true, streams, Duration.ofSeconds(ramp), slowReaders, Duration.ofSeconds(seconds));
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(spec.commandLine(), "--" + impossible.getMessage());
    }
  }

  private void measureOurOwn(Options options, Report report)
      throws IOException, InterruptedException {
    List<String> models =
        List.of(
            options.script().model(),
            options.unpaced().model(),
            options.longer().model(),
            Experiment.OF_SLOW_READERS.model());
    say("starting a provider, a bare server and a Parley ...");
    try (Rig rig = Rig.start(program(), models, streams + slowReaders, javaOptions);
        LoadClient client = new LoadClient()) {
      Experiment experiment = new Experiment(options, report, client);
      InetSocketAddress parley = Rig.addressOf(rig.parley().address());
      say("warming up ...");
      List<Subject> unpaced = subjects(rig, options.unpaced());
      experiment.warmUp(unpaced);
      if (!unpacedOnly) {
        say("paced ...");
        List<Subject> paced = new ArrayList<>();
        paced.add(
            new Subject(
                Targets.provider(Rig.addressOf(rig.provider().address()), options.script()),
                rig.provider()));
        paced.addAll(subjects(rig, options.script()));
        List<Measured> measured = experiment.paced(paced, paced.get(1));
        if (slowReaders > 0) {
          say("beside slow readers ...");
          experiment.slowReaders(
              paced.get(2),
              Targets.chat(
                  parley, rig.setup().key(), Experiment.OF_SLOW_READERS.model(), rig.setup().bot()),
              Experiment.OF_SLOW_READERS,
              measured.get(2));
        }
      }
      say("unpaced ...");
      new Unpaced(options, report, new Meter(client))
          .measure(
              List.of(
                  new Series(options.unpaced(), unpaced),
                  new Series(options.longer(), subjects(rig, options.longer()))),
              true);
    }
  }

  /** What Java is to run as a Parley. */
  private List<String> program() {
    return classPath == null
        ? List.of("-jar", jar.toString())
        : List.of("-cp", classPath, "dev.parley.bootstrap.Main");
  }

  /** The bare server, and Parley in two ways. */
  private static List<Subject> subjects(Rig rig, Script script) {
    InetSocketAddress parley = Rig.addressOf(rig.parley().address());
    ParleySetup setup = rig.setup();
    return List.of(
        new Subject(Targets.bare(Rig.addressOf(rig.bare().address()), script), rig.bare()),
        new Subject(Targets.chat(parley, setup.key(), script.model(), setup.bot()), rig.parley()),
        new Subject(Targets.completions(parley, setup.key(), script.model()), rig.parley()));
  }

  private void measure(Options options, Report report, URI server) throws InterruptedException {
    InetSocketAddress address = requireLoopback(server);
    if (key == null) {
      throw new ParameterException(spec.commandLine(), "--key: missing (expected: an API key)");
    }
    Subject subject = new Subject(Targets.chat(address, key, model, bot), null);
    try (LoadClient client = new LoadClient()) {
      Optional<Script> named = model == null ? Optional.empty() : Script.named(model);
      Options asking =
          new Options(
              named.orElse(options.script()),
              named.isPresent(),
              streams,
              options.ramp(),
              slowReaders,
              options.unpacedFor());
      Experiment experiment = new Experiment(asking, report, client);
      if (unpacedOnly) {
        new Unpaced(asking, report, new Meter(client))
            .measure(List.of(new Series(asking.script(), List.of(subject))), false);
        return;
      }
      List<Measured> measured = experiment.paced(List.of(subject), null);
      if (slowReaders > 0) {
        experiment.slowReaders(subject, subject.target(), asking.script(), measured.getFirst());
      }
    }
  }

  /** A thousand streams at once are an attack on anyone who did not ask for them. */
  private InetSocketAddress requireLoopback(URI server) {
    String host = server.getHost();
    if (host == null || !"http".equals(server.getScheme())) {
      throw notThisMachine(server);
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!address.isLoopbackAddress()) {
        throw notThisMachine(server);
      }
      return new InetSocketAddress(address, server.getPort() < 0 ? 80 : server.getPort());
    } catch (UnknownHostException e) {
      throw notThisMachine(server);
    }
  }

  private ParameterException notThisMachine(URI server) {
    return new ParameterException(
        spec.commandLine(),
        "--url: '"
            + server
            + "' is not this machine (expected: an address of it such as http://localhost:8080;"
            + " so many streams are an attack on any other)");
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("load: " + what);
    err.flush();
  }
}
