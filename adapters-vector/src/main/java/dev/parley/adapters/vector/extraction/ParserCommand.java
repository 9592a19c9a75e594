package dev.parley.adapters.vector.extraction;

import dev.parley.adapters.vector.parsing.ParserMain;
import dev.parley.adapters.vector.parsing.RefusedChannels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How a parsing process is started: with this program's Java and class path, a bounded memory and
 * no network. Where the operating system lets us, the network is taken from it as well, and it gets
 * out of everybody's way.
 */
final class ParserCommand {
  /** Runs a program where there is no network but its own; the second one needs no privilege. */
  private static final List<List<String>> WITHOUT_NETWORK =
      List.of(
          List.of("unshare", "--net", "--"),
          List.of("unshare", "--net", "--map-current-user", "--"));

  private static final List<String> POLITELY = List.of("nice", "-n", "5");

  private static final long PROBE_SECONDS = 5;

  private final List<String> prefix;
  private final boolean networkless;

  private ParserCommand(List<String> prefix, boolean networkless) {
    this.prefix = prefix;
    this.networkless = networkless;
  }

  /** What Java can do by itself, on any machine. */
  static ParserCommand withoutHelp() {
    return new ParserCommand(List.of(), false);
  }

  /** What this machine can do; found out by trying. */
  static ParserCommand forThisMachine() {
    List<String> prefix = new ArrayList<>();
    if (works(POLITELY)) {
      prefix.addAll(POLITELY);
    }
    for (List<String> unshare : WITHOUT_NETWORK) {
      if (works(unshare)) {
        prefix.addAll(unshare);
        return new ParserCommand(prefix, true);
      }
    }
    return new ParserCommand(prefix, false);
  }

  /** Whether the operating system keeps parsers from the network, and not Java alone. */
  boolean isNetworkless() {
    return networkless;
  }

  private static boolean works(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts a process. It inherits nothing: no variable, and of files its standard streams alone.
   *
   * @param folder its own, and empty
   */
  Process start(Path folder) throws IOException {
    return start(folder, ParserMain.class);
  }

  /** The same for another program, which is told no more. */
  Process start(Path folder, Class<?> program) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(folder));
    command.add(program.getName());
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("LANG", "C.UTF-8");
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static List<String> options(Path folder) {
    return List.of(
        "-Xmx512m",
        "-XX:MaxMetaspaceSize=160m",
        "-XX:MaxDirectMemorySize=64m",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+DisplayVMOutputToStderr",
        "-XX:-UsePerfData",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:ErrorFile=" + folder.resolve("crash.log"),
        "-Xshare:auto",
        "-Dfile.encoding=UTF-8",
        "-Djava.awt.headless=true",
        "-Djava.io.tmpdir=" + folder,
        "-Duser.home=" + folder,
        "-Djava.net.useSystemProxies=false",
        "-Djava.nio.channels.spi.SelectorProvider=" + RefusedChannels.class.getName(),
        // Names are looked up in this file and nowhere else, and it does not exist.
        "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
        "-Djavax.xml.accessExternalDTD=",
        "-Djavax.xml.accessExternalSchema=",
        "-Djavax.xml.accessExternalStylesheet=",
        "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
        "-Dslf4j.internal.verbosity=ERROR",
        "-Dlog4j2.simplelogLevel=OFF",
        "-cp",
        classPath());
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
