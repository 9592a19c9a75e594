package dev.parley.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program in a process of its own, ended by {@link #close} and, if that is never called, at the
 * end of this process. What it prints goes to a log.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);

  private final String name;
  private final Process process;
  private final Thread atExit;
  private final String address;

  private ChildProcess(String name, Process process, Thread atExit, String address) {
    this.name = name;
    this.process = process;
    this.atExit = atExit;
    this.address = address;
  }

  /**
   * What to run.
   *
   * @param name for messages
   * @param arguments of {@code java}: options, then a class or {@code -jar} and a file, then its
   *     own; or of another executable
   * @param environment besides what Java needs; nothing else is handed down
   * @param ready what it prints when it is ready; the first group is its address
   * @param log where everything that it prints is kept
   * @param patience how long it may take to be ready
   */
  public record Program(
      String name,
      List<String> arguments,
      Map<String, String> environment,
      Pattern ready,
      Path log,
      Duration patience) {
    public Program {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Starts a program in the Java that this one runs in, as {@link #start(String, Program)} does.
   * All get the options that {@code ./parley} gives Java, so that none is ahead of another by them.
   */
  public static ChildProcess start(Program program) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    int version = Runtime.version().feature();
    if (version == 24 || version == 25) {
      arguments.addAll(
          List.of("--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false"));
    }
    arguments.addAll(program.arguments());
    return start(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        new Program(
            program.name(),
            arguments,
            program.environment(),
            program.ready(),
            program.log(),
            program.patience()));
  }

  /**
   * Starts a program and waits until it is ready.
   *
   * @param executable a file, or the name of one on the path
   * @throws IOException if it does not become so; the message says where its log is
   */
  public static ChildProcess start(String executable, Program program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(executable);
    command.addAll(program.arguments());
    // Not through this process: reading what it logs would cost what is to be measured.
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(program.log().toFile());
    // What this process was set to must not set the child to something else.
    builder.environment().clear();
    for (String kept : List.of("PATH", "HOME", "LANG", "TMPDIR")) {
      String value = System.getenv(kept);
      if (value != null) {
        builder.environment().put(kept, value);
      }
    }
    builder.environment().putAll(program.environment());
    Process process = builder.start();
    Thread atExit = new Thread(() -> end(process), "end-" + program.name());
    Runtime.getRuntime().addShutdownHook(atExit);
    String address = null;
    try {
      address = awaitAddress(process, program);
      return new ChildProcess(program.name(), process, atExit, address);
    } finally {
      if (address == null) {
        end(process);
        Runtime.getRuntime().removeShutdownHook(atExit);
      }
    }
  }

  private static String awaitAddress(Process process, Program program)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + program.patience().toNanos();
    boolean alive = true;
    while (alive && System.nanoTime() - deadline < 0) {
      alive = !process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      Matcher matcher = program.ready().matcher(Files.readString(program.log()));
      if (matcher.find()) {
        return Objects.requireNonNull(matcher.group(1));
      }
    }
    throw new IOException(
        program.name()
            + (alive ? " does not become ready" : " ended")
            + "; what it said is in "
            + program.log());
  }

  /** What it said where its address was expected. */
  public String address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its resident memory in bytes; empty where the system does not say. */
  public OptionalLong residentBytes() {
    Path status = Path.of("/proc", Long.toString(pid()), "status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException | UncheckedIOException notLinux) {
      return OptionalLong.empty();
    }
  }

  /** CPU time that it has used, with the processes that it started and that still run. */
  public Duration processorTime() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Asks it to end, and ends it if it does not. */
  @Override
  public void close() {
    end(process);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // Then the hook is what calls.
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name + " (process " + pid() + ")";
  }
}
