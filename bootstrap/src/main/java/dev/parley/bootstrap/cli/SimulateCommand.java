package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.simulate.Mix;
import dev.parley.bootstrap.simulate.Report;
import dev.parley.bootstrap.simulate.Scenario;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tries the scheduler out in virtual time. */
@Command(
    name = "simulate",
    description = "Try the scheduler out: who waits how long for the model servers.")
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--workers", paramLabel = "N", description = "Model servers (${DEFAULT-VALUE}).")
  private int workers = 4;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Requests that a server answers at once (${DEFAULT-VALUE}).")
  private int batch = 8;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description =
          "Requests of each tenant (${DEFAULT-VALUE}); a noisy one has so many times more.")
  private int requests = 200;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "fair, fifo or priority (${DEFAULT-VALUE}).")
  private String policy = "fair";

  @Option(
      names = "--noisy-tenant",
      paramLabel = "FACTOR",
      description =
          "Have the last tenant ask for so many times more than the others, such as 10x, and"
              + " compare what these wait with what they wait alone on their share.")
  private @Nullable String noise;

  @Option(names = "--tenants", paramLabel = "N", description = "Tenants (${DEFAULT-VALUE}).")
  private int tenants = 4;

  @Option(
      names = "--mix",
      paramLabel = "I/N/B",
      description =
          "How many percent of each tenant's requests are interactive, normal and batch, such as"
              + " 70/20/10 (${DEFAULT-VALUE}). Without a mix, fifo and priority are the same.")
  private String mix = Mix.INTERACTIVE.toString();

  @Option(
      names = "--load",
      paramLabel = "PART",
      description =
          "What a tenant asks for, as a part of what an equal share of the servers can do"
              + " (${DEFAULT-VALUE}).")
  private double load = 0.8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the random arrivals and lengths (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--plot", paramLabel = "FILE", description = "Draw it into this file, as SVG.")
  private @Nullable Path plot;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SimulateCommand() {}

  @Override
  public Integer call() {
    Report report = Report.of(scenario());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(report) : report.text());
    if (plot != null) {
      draw(report, plot);
      if (!json) {
        out.println();
        out.println("plot: " + plot);
      }
    }
    out.flush();
    return 0;
  }

  private Scenario scenario() {
    try {
      return new Scenario(
          workers, batch, requests, policy(), tenants, noise(), Mix.of(mix), load, seed);
    } catch (InvalidValue invalid) {
      throw new ParameterException(spec.commandLine(), String.valueOf(invalid.getMessage()));
    }
  }

  private Policy policy() {
    for (Policy known : Policy.values()) {
      if (known.name().equals(policy.toUpperCase(Locale.ROOT))) {
        return known;
      }
    }
    throw new InvalidValue("--policy", policy, "fair, fifo or priority");
  }

  private int noise() {
    if (noise == null) {
      return 1;
    }
    String factor = noise.endsWith("x") ? noise.substring(0, noise.length() - 1) : noise;
    try {
      return Integer.parseInt(factor);
    } catch (NumberFormatException e) {
      throw new InvalidValue("--noisy-tenant", noise, "a whole factor such as 10x");
    }
  }

  private static String json(Report report) {
    try {
      return ObjectMapper.getDefault().writeValueAsString(report.values());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void draw(Report report, Path file) {
    try {
      Files.writeString(file, report.plot());
    } catch (IOException e) {
      throw new CommandFailure("--plot: " + file + " cannot be written (" + e + ")");
    }
  }
}
