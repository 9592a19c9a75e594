package dev.parley.adapters.vector.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final int ACKNOWLEDGED = 15;

  @RepeatedTest(2)
  void losesNothingThatWasPutBeforeItsProcessWasKilled(@TempDir Path base) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Writer.class.getName(),
                base.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int last = 0;
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Integer.parseInt(line);
        if (last == ACKNOWLEDGED) {
          writer.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(writer.waitFor()).isNotZero();
    assertThat(last).isGreaterThanOrEqualTo(ACKNOWLEDGED);

    try (LucenePassageIndex index = new LucenePassageIndex(base)) {
      Map<DocumentId, Long> revisions = index.revisions(TENANT);
      assertThat(revisions.keySet())
          .containsAll(IntStream.rangeClosed(1, last).mapToObj(Writer::document).toList());
      assertThat(index.keyword(TENANT, "bridge", Filter.ALL, 10_000))
          .hasSize(revisions.size() * Writer.CHUNKS);
      index.put(TENANT, Writer.document(1), Writer.content(1, 2));
      assertThat(index.revisions(TENANT)).containsEntry(Writer.document(1), 2L);
    }
  }

  /** Puts documents without end and says so after each. */
  static final class Writer {
    private static final int CHUNKS = 5;

    private Writer() {}

    public static void main(String[] args) {
      try (LucenePassageIndex index = new LucenePassageIndex(Path.of(args[0]))) {
        for (int number = 1; ; number++) {
          index.put(TENANT, document(number), content(number, 1));
          System.out.println(number);
        }
      }
    }

    static DocumentId document(int number) {
      return new DocumentId(new UUID(3, number));
    }

    static DocumentChunks content(int number, long revision) {
      List<Embedded> chunks =
          IntStream.range(0, CHUNKS).mapToObj(i -> chunk(number, number * CHUNKS + i)).toList();
      return new DocumentChunks(revision, "model", List.of(), chunks);
    }

    private static Embedded chunk(int document, int number) {
      ChunkDraft draft = new ChunkDraft(number, 1, new TextSpan(0, 6), "", "bridge", 1);
      Chunk chunk =
          new Chunk(
              new ChunkId(new UUID(4, number)),
              document(document),
              new DatasetId(new UUID(2, 1)),
              draft);
      return new Embedded(chunk, new float[] {1, 0, 0});
    }
  }
}
