package dev.parley.adapters.persistence.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.adapters.persistence.TestDatabase;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** A node in a process of its own that is killed while it ingests. */
final class KilledNode {
  private static final String BEGUN = "begun";

  private KilledNode() {}

  /** Enqueues a document, waits until a process is ingesting it, and kills that process. */
  static void ingestForEver(
      TestDatabase database, String node, TenantId tenant, DocumentId document) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledNode.class.getName(),
                database.jdbcUrl(),
                database.username(),
                database.password(),
                node,
                tenant.toString(),
                document.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said = process.inputReader(UTF_8)) {
      String line = said.readLine();
      while (line != null && !line.equals(BEGUN)) {
        line = said.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("the process ended before it began to ingest");
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    TestDatabase database = new TestDatabase(args[0], args[1], args[2]);
    Node node = new Node(database, args[3]);
    node.start(
        (tenant, document) -> {
          System.out.println(BEGUN);
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        (tenant, document) -> {},
        node.settings(1, Duration.ofSeconds(1)));
    node.queue.enqueue(
        new TenantId(UUID.fromString(args[4])), new DocumentId(UUID.fromString(args[5])));
    new CountDownLatch(1).await();
  }
}
