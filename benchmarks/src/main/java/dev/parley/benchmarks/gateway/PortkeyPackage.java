package dev.parley.benchmarks.gateway;

import dev.parley.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Portkey's gateway as npm has it. Of two packages that it asks for, newer versions than it was
 * built with keep it from streaming, so these are pinned.
 */
final class PortkeyPackage {
  static final String NAME = "@portkey-ai/gateway";
  static final String VERSION = "1.15.2";

  private static final String MANIFEST =
      """
      {
        "name": "portkey-to-measure",
        "private": true,
        "dependencies": {
          "%s": "%s"
        },
        "overrides": {
          "hono": "4.9.7",
          "@hono/node-server": "1.13.8"
        }
      }
      """
          .formatted(NAME, VERSION);

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern READY = Pattern.compile("(Ready for connections)");

  private final Path script;

  private PortkeyPackage(Path script) {
    this.script = script;
  }

  /** It cannot be had here; the message says what to do. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String message) {
      super(message);
    }
  }

  /** Installs the package into a folder, where it is not there yet. */
  static PortkeyPackage in(Path folder) throws Unavailable, IOException, InterruptedException {
    requireTool("node");
    Path script = folder.resolve("node_modules").resolve(NAME).resolve("build/start-server.js");
    Path manifest = folder.resolve("package.json");
    if (!Files.exists(script)
        || !Files.exists(manifest)
        || !Files.readString(manifest).equals(MANIFEST)) {
      requireTool("npm");
      Files.createDirectories(folder);
      Files.writeString(manifest, MANIFEST);
      install(folder);
    }
    return new PortkeyPackage(script);
  }

  private static void requireTool(String tool)
      throws Unavailable, IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(tool, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        return;
      }
    } catch (IOException missing) {
      // Said below.
    }
    throw new Unavailable(
        tool
            + ": not found, and Portkey needs it (expected: Node.js 18 or newer with npm on the"
            + " PATH, or --without-portkey)");
  }

  private static void install(Path folder) throws Unavailable, IOException, InterruptedException {
    Path log = folder.resolve("install.log");
    Process process =
        new ProcessBuilder(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--ignore-scripts",
                "--loglevel=error")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroy();
    }
    if (process.waitFor() != 0) {
      throw new Unavailable(
          "npm could not install "
              + NAME
              + " (it said why in "
              + log
              + "; --without-portkey measures the others)");
    }
  }

  /** Starts it as for production, without its page and its log of requests. */
  ChildProcess start(int port, Path folder) throws IOException, InterruptedException {
    return ChildProcess.start(
        "node",
        new ChildProcess.Program(
            "portkey",
            List.of(script.toString(), "--headless", "--port=" + port),
            Map.of("NODE_ENV", "production"),
            READY,
            folder.resolve("portkey.log"),
            PATIENCE));
  }
}
