package dev.parley.benchmarks.knowledge;

import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A document of 100 KiB cut into chunks, beside counting its tokens once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class ChunkerBenchmark {
  private static final String SECTION =
      """
      ## Leases and what becomes of them

      The lease of a run is renewed while its node lives; another node ends it otherwise. A run
      whose lease has passed is settled once, whoever finds it first.

      - Renewal takes a third of the lease.
      - What is not renewed twice is given up.

      | Setting | Default | Unit |
      |---|---|---|
      | lease | 30 | seconds |
      | renewal | 10 | seconds |

      ```java
      final class Lease {
        boolean isOver(Instant now) {
          return !now.isBefore(end);
        }
      }
      ```

      """;

  /** Along which structure; Markdown is read as the others are told to. */
  @Param({"MARKDOWN", "PLAIN", "CODE", "JSON", "TABLE"})
  public ChunkingStrategy strategy = ChunkingStrategy.MARKDOWN;

  private final TokenCounter counter = new EstimatingTokenCounter();
  private final Chunker chunker = new Chunker(counter);
  private final ExtractedText document =
      new ExtractedText(SECTION.repeat(100 * 1024 / SECTION.length()), List.of(0), Markup.MARKDOWN);

  /** With the default size and overlap. */
  @Benchmark
  public List<ChunkDraft> cuts() {
    ChunkingSettings standard = ChunkingSettings.DEFAULT;
    return chunker.chunk(
        document, new ChunkingSettings(standard.size(), standard.overlap(), strategy));
  }

  /** What no chunker can do without. */
  @Benchmark
  public int countsTokens() {
    return counter.count(document.text());
  }
}
