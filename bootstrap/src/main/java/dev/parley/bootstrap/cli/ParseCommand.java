package dev.parley.bootstrap.cli;

import dev.parley.adapters.vector.extraction.IsolatedTextExtractor;
import dev.parley.adapters.vector.extraction.IsolatedTextExtractor.Reading;
import dev.parley.adapters.vector.extraction.ParserSettings;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.bootstrap.cli.FileWalk.Entry;
import dev.parley.domain.knowledge.DocumentError;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads files as a server would, without one, and tells what became of each. */
@Command(
    name = "parse",
    description = {
      "Read files as a server would, without one, and tell what became of each: a line a file, in",
      "the order of their names. Folders are searched; symbolic links in them are not followed.",
      "With --json a line is {\"file\",\"status\":\"ok|failed\",\"code\",\"detail\",\"media_type\",",
      "      \"chars\",\"pages\",\"ms\"}. The exit code is 0 when every file has its line."
    })
final class ParseCommand implements Callable<Integer> {
  /** A server takes half of that, unless it is told otherwise. */
  private static final int MAX_BYTES = 100 << 20;

  private static final int MAX_WORKERS = 16;
  private static final int MAX_TIMEOUT_SECONDS = 3_600;

  /** How many files wait to be printed because one before them takes long. */
  private static final int MAX_WAITING = 256;

  private final PrintStream out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files and folders.")
  private List<Path> paths = new ArrayList<>();

  @Option(names = "--json", description = "Print a JSON object a line.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long reading one file may take (${DEFAULT-VALUE}).")
  private int timeout = 30;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many files are read at a time (${DEFAULT-VALUE}).")
  private int workers = 2;

  ParseCommand(OutputStream out) {
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
  }

  /** What became of a file. */
  private record Line(
      String file,
      @Nullable String code,
      @Nullable String detail,
      String mediaType,
      int chars,
      int pages,
      long millis) {

    static Line failed(String file, String code, String detail, String mediaType, long millis) {
      return new Line(file, code, detail, mediaType, 0, 0, millis);
    }

    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      values.put("file", file);
      values.put("status", status());
      values.put("code", code);
      values.put("detail", detail);
      values.put("media_type", mediaType.isEmpty() ? null : mediaType);
      values.put("chars", chars);
      values.put("pages", pages);
      values.put("ms", millis);
      return values;
    }

    String status() {
      return code == null ? "ok" : "failed";
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    require("--timeout", timeout, MAX_TIMEOUT_SECONDS);
    require("--workers", workers, MAX_WORKERS);
    FileWalk files = new FileWalk(paths);
    ParserSettings settings =
        ParserSettings.of(workers, Duration.ofSeconds(timeout), Duration.ZERO);
    ExecutorService readers =
        Executors.newFixedThreadPool(workers, Thread.ofPlatform().daemon().factory());
    if (!json) {
      out.println("status  code              chars  pages      ms  file");
    }
    try (IsolatedTextExtractor extractor = new IsolatedTextExtractor(settings)) {
      printAll(files, extractor, readers);
    } finally {
      readers.shutdownNow();
    }
    out.flush();
    return 0;
  }

  private void require(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + value + " (expected: 1.." + max + ")");
    }
  }

  private void printAll(FileWalk files, IsolatedTextExtractor extractor, ExecutorService readers)
      throws InterruptedException {
    Deque<Future<Line>> waiting = new ArrayDeque<>();
    while (files.hasNext()) {
      Entry entry = files.next();
      waiting.add(readers.submit(() -> line(entry, extractor)));
      while (waiting.size() > MAX_WAITING || (!waiting.isEmpty() && waiting.getFirst().isDone())) {
        print(waiting.removeFirst());
      }
    }
    while (!waiting.isEmpty()) {
      print(waiting.removeFirst());
    }
  }

  private static Line line(Entry entry, IsolatedTextExtractor extractor) {
    String fault = entry.fault();
    if (fault != null) {
      return Line.failed(entry.name(), "unreadable", fault, "", 0);
    }
    long start = System.nanoTime();
    try {
      byte[] content = content(entry.path());
      if (content.length > MAX_BYTES) {
        return failed(entry, DocumentError.TOO_LARGE, "", start);
      }
      Reading reading = extractor.read(content, String.valueOf(entry.path().getFileName()));
      return switch (reading.extraction()) {
        case Extraction.Extracted extracted ->
            new Line(
                entry.name(),
                null,
                null,
                reading.mediaType(),
                extracted.text().text().length(),
                extracted.text().pageCount(),
                millisSince(start));
        case Extraction.Failed failed -> failed(entry, failed.error(), reading.mediaType(), start);
      };
    } catch (IOException unreadable) {
      return Line.failed(
          entry.name(), "unreadable", FileWalk.reason(unreadable), "", millisSince(start));
    } catch (OutOfMemoryError tooMuch) {
      return failed(entry, DocumentError.TOO_LARGE, "", start);
    } catch (RuntimeException fault2) {
      return failed(entry, DocumentError.INTERNAL, "", start);
    }
  }

  private static Line failed(Entry entry, DocumentError error, String mediaType, long start) {
    return Line.failed(entry.name(), error.code(), error.detail(), mediaType, millisSince(start));
  }

  /** No more of a file than it takes to see that it is too large. */
  private static byte[] content(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      return new byte[MAX_BYTES + 1];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private void print(Future<Line> future) throws InterruptedException {
    Line line;
    try {
      line = future.get();
    } catch (ExecutionException fault) {
      throw new IllegalStateException(fault);
    }
    if (json) {
      out.println(write(line));
    } else {
      String code = line.code() == null ? "" : line.code();
      out.printf(
          Locale.ROOT,
          "%-6s  %-16s  %9d  %5d  %6d  %s%n",
          line.status(),
          code,
          line.chars(),
          line.pages(),
          line.millis(),
          line.file().replaceAll("\\p{Cntrl}", "?"));
    }
    out.flush();
  }

  private static String write(Line line) {
    try {
      return ObjectMapper.getDefault().writeValueAsString(line.json());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
