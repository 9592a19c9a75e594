package dev.parley.adapters.vector.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.adapters.vector.parsing.Reply;
import dev.parley.adapters.vector.parsing.Request;
import dev.parley.adapters.vector.parsing.Request.Task;
import dev.parley.adapters.vector.parsing.SampleArchive;
import dev.parley.adapters.vector.parsing.SamplePdf;
import dev.parley.domain.knowledge.DocumentError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to a process, the next document is read. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ParserPoolTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final byte[] HTML =
      "<html><body>Hello</body></html>".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ENDLESS = new SamplePdf().formsInForms(30, 20).bytes();

  private static ParserPool pool(int maxDocuments, Duration idle) {
    return new ParserPool(
        ParserCommand.forThisMachine(),
        new ParserSettings(1, LONG, Duration.ZERO, 1_000_000, maxDocuments, idle));
  }

  private static Request reading(byte[] content, Duration limit) {
    return new Request(Task.READ, "file", "", 1_000_000, limit, Duration.ZERO, content);
  }

  private static void assertReads(ParserPool pool) throws InterruptedException {
    assertThat(pool.ask(reading(HTML, LONG))).isInstanceOf(Reply.Read.class);
  }

  private static Set<Long> pids(ParserPool pool) {
    return pool.processes().stream().map(ParserProcess::pid).collect(Collectors.toSet());
  }

  private static Reply failed(String mediaType, DocumentError error) {
    return new Reply.Failed(mediaType, error);
  }

  @Test
  void usesAProcessAgain() throws InterruptedException {
    try (ParserPool pool = pool(100, LONG)) {
      assertReads(pool);
      Set<Long> first = pids(pool);
      assertReads(pool);
      assertThat(pids(pool)).isEqualTo(first).hasSize(1);
    }
  }

  @Test
  void replacesAProcessThatHasReadEnough() throws InterruptedException {
    try (ParserPool pool = pool(2, LONG)) {
      assertReads(pool);
      Set<Long> first = pids(pool);
      assertReads(pool);
      assertThat(pids(pool)).isEmpty();
      assertReads(pool);
      assertThat(pids(pool)).hasSize(1).doesNotContainAnyElementsOf(first);
    }
  }

  @Test
  void endsAnIdleProcess() throws InterruptedException {
    try (ParserPool pool = pool(100, Duration.ofMillis(200))) {
      assertReads(pool);
      await(() -> pids(pool).isEmpty());
      assertReads(pool);
    }
  }

  @Test
  void endsAProcessThatTakesTooLong() throws InterruptedException {
    try (ParserPool pool = pool(100, LONG)) {
      assertReads(pool);
      assertThat(pool.ask(reading(ENDLESS, Duration.ofSeconds(1))))
          .isEqualTo(failed("", DocumentError.TIMEOUT));
      assertThat(pids(pool)).isEmpty();
      assertReads(pool);
    }
  }

  @Test
  void endsAProcessThatStandsStill() throws InterruptedException, IOException {
    try (ParserPool pool = pool(100, LONG)) {
      assertReads(pool);
      long pid = pids(pool).iterator().next();
      assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(pid)).start().waitFor())
          .isZero();
      byte[] more = new byte[1 << 20];
      assertThat(pool.ask(reading(more, Duration.ofSeconds(1))))
          .isEqualTo(failed("", DocumentError.TIMEOUT));
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      assertReads(pool);
    }
  }

  @Test
  void survivesProcessesThatRunOutOfMemory() throws InterruptedException {
    byte[] bomb =
        ("<!DOCTYPE html><html><body>" + "<p>a".repeat(6_000_000)).getBytes(StandardCharsets.UTF_8);
    try (ParserPool pool = pool(100, LONG)) {
      assertThat(pool.ask(reading(bomb, LONG))).isEqualTo(failed("", DocumentError.TOO_LARGE));
      assertReads(pool);
    }
  }

  @Test
  void survivesDocumentsThatAreNestedTooDeep() throws InterruptedException {
    byte[] nested =
        SampleArchive.word()
            .with("word/document.xml", SampleArchive.wordText("", "<w:sdt>".repeat(300_000)))
            .bytes();
    try (ParserPool pool = pool(100, LONG)) {
      assertThat(pool.ask(reading(nested, LONG))).isInstanceOf(Reply.Failed.class);
      assertReads(pool);
    }
  }

  @Test
  void triesAgainWhenAProcessIsKilled() throws InterruptedException {
    try (ParserPool pool = pool(100, LONG)) {
      assertReads(pool);
      long pid = pids(pool).iterator().next();
      CompletableFuture<Reply> reply = ask(pool, reading(ENDLESS, Duration.ofSeconds(4)));
      await(() -> pool.isBusy());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      assertThat(reply.join()).isEqualTo(failed("", DocumentError.TIMEOUT));
      assertReads(pool);
    }
  }

  @Test
  void givesUpOnADocumentWhoseProcessesAreKilled() throws InterruptedException {
    try (ParserPool pool = pool(100, LONG)) {
      CompletableFuture<Reply> reply = ask(pool, reading(ENDLESS, LONG));
      while (!reply.isDone()) {
        if (pool.isBusy()) {
          pids(pool)
              .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
        Thread.sleep(20);
      }

      assertThat(reply.join()).isEqualTo(failed("", DocumentError.TOO_LARGE));
      assertReads(pool);
    }
  }

  @Test
  void inheritsNothing() throws InterruptedException, IOException {
    try (ParserPool pool = pool(100, LONG)) {
      assertReads(pool);
      long pid = pids(pool).iterator().next();
      String variables = Files.readString(Path.of("/proc/" + pid + "/environ"));
      assertThat(variables.split("\0")).allMatch(each -> each.matches("(PATH|LANG)=.*"));
    }
  }

  @Test
  void leavesNothingBehind() throws InterruptedException {
    ParserPool pool = pool(100, LONG);
    assertReads(pool);
    long pid = pids(pool).iterator().next();
    Path folder = pool.processes().iterator().next().folder();
    assertThat(folder).isDirectory();
    CompletableFuture<Reply> reply = ask(pool, reading(ENDLESS, LONG));
    await(pool::isBusy);

    pool.close();

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(folder).doesNotExist();
    assertThat(reply).failsWithin(Duration.ofSeconds(10));
    assertThatIllegalStateException().isThrownBy(() -> pool.ask(reading(HTML, LONG)));
  }

  private static CompletableFuture<Reply> ask(ParserPool pool, Request request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return pool.ask(request);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }
}
