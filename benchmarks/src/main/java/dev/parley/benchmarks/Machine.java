package dev.parley.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on; without it they mean nothing. */
public final class Machine {
  private Machine() {}

  /** Processor, system and Java. */
  public static String describe() {
    Runtime runtime = Runtime.getRuntime();
    return "%s, %d cores, %s %s, Java %s (%s)"
        .formatted(
            processor(),
            runtime.availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"),
            System.getProperty("java.vm.vendor"));
  }

  /** How many processes were wanting a processor in the last minute; "unknown" on some systems. */
  public static String loadAverage() {
    double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return average < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", average);
  }

  /** The name that Linux gives its processor; elsewhere nobody says without a tool of their own. */
  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unnamed processor");
    } catch (IOException notLinux) {
      return "unnamed processor";
    }
  }
}
