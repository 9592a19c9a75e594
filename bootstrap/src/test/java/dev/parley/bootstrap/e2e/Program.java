package dev.parley.bootstrap.e2e;

import dev.parley.bootstrap.Main;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The program in a process of its own, as a user starts it: with the Java that runs the tests, the
 * settings of one test, and nothing else from the environment.
 */
final class Program implements AutoCloseable {
  private final Process process;
  private final Output out;
  private final Output err;

  private Program(Process process) {
    this.process = process;
    this.out = new Output(process.getInputStream(), "out");
    this.err = new Output(process.getErrorStream(), "err");
  }

  static Program launch(Path directory, Map<String, String> settings, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(classPath());
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME", "TMPDIR"));
    environment.put("LANG", "C.UTF-8");
    environment.putAll(settings);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the tests run on, without the tests. */
  private static String classPath() {
    String tests = File.separator + "test-classes";
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith(tests) && !entry.endsWith("-tests.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  Process process() {
    return process;
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }

  /** Waits until the standard output has a line like this. */
  MatchResult awaitOut(Pattern line) {
    return Await.value(
        () -> line + ", " + report(),
        () -> {
          Optional<MatchResult> found = out.find(line);
          if (found.isEmpty() && !process.isAlive()) {
            throw new AssertionError("ended before it said " + line + ", " + report());
          }
          return found;
        });
  }

  /** Waits for the end and returns the exit code. */
  int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still runs after " + patience.toSeconds() + " s, " + report());
      }
      out.awaitEnd();
      err.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted, " + report(), e);
    }
  }

  private String report() {
    return "process " + process.pid() + " said:\n" + out.text() + "\n" + err.text();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** What a process writes, kept. */
  private static final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    Output(InputStream stream, String name) {
      reader = Thread.ofPlatform().daemon().name("program-" + name).start(() -> read(stream));
    }

    private void read(InputStream stream) {
      char[] buffer = new char[8192];
      try (Reader characters = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
        int count;
        while ((count = characters.read(buffer)) >= 0) {
          synchronized (text) {
            text.append(buffer, 0, count);
          }
        }
      } catch (IOException e) {
        // The process was killed.
      }
    }

    String text() {
      synchronized (text) {
        return text.toString();
      }
    }

    Optional<MatchResult> find(Pattern pattern) {
      Matcher matcher = pattern.matcher(text());
      return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    }

    /** A process that left children behind may be gone before its output ends. */
    void awaitEnd() throws InterruptedException {
      reader.join(Duration.ofSeconds(2));
    }
  }
}
