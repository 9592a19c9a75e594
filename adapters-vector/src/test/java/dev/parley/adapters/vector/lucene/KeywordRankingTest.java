package dev.parley.adapters.vector.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ranks public test collections by words alone. They come without a licence to pass them on, so
 * they lie beside the repository or not at all.
 */
class KeywordRankingTest {
  private static final Path COLLECTIONS = Path.of("..", "..", "shared", "data", "retrieval");
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final int DEPTH = 10;

  @ParameterizedTest
  @CsvSource({"cranfield, 0.36", "cisi, 0.38"})
  void ranksAsWellAsItDid(String collection, double expected, @TempDir Path base)
      throws IOException {
    Path folder = COLLECTIONS.resolve(collection);
    assumeTrue(Files.isDirectory(folder), () -> "no collection at " + folder);
    Map<String, String> corpus = texts(folder.resolve("corpus.jsonl"));
    List<String> ids = List.copyOf(corpus.keySet());
    Map<String, Map<String, Integer>> grades = grades(folder.resolve("qrels.tsv"));
    try (LucenePassageIndex index = new LucenePassageIndex(base)) {
      index.put(TENANT, new DocumentId(new UUID(3, 1)), content(List.copyOf(corpus.values())));
      double sum = 0;
      for (Map.Entry<String, String> query : texts(folder.resolve("queries.jsonl")).entrySet()) {
        List<String> found =
            index.keyword(TENANT, query.getValue(), Filter.ALL, DEPTH).stream()
                .map(hit -> ids.get((int) hit.item().value().getLeastSignificantBits()))
                .toList();
        sum += gain(found, grades.getOrDefault(query.getKey(), Map.of()));
      }
      assertThat(sum / grades.size()).isGreaterThan(expected);
    }
  }

  /** Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002). */
  private static double gain(List<String> found, Map<String, Integer> grades) {
    List<Integer> ideal =
        grades.values().stream().sorted(Comparator.reverseOrder()).limit(DEPTH).toList();
    double best = discounted(ideal);
    return best == 0
        ? 0
        : discounted(found.stream().map(id -> grades.getOrDefault(id, 0)).toList()) / best;
  }

  private static double discounted(List<Integer> grades) {
    double gain = 0;
    for (int i = 0; i < grades.size(); i++) {
      gain += Math.max(0, grades.get(i)) / (Math.log(i + 2.0) / Math.log(2));
    }
    return gain;
  }

  private static DocumentChunks content(List<String> texts) {
    List<Embedded> chunks = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      ChunkDraft draft = new ChunkDraft(i, 1, new TextSpan(0, text.length()), "", text, 1);
      DocumentId document = new DocumentId(new UUID(3, 1));
      DatasetId dataset = new DatasetId(new UUID(2, 1));
      Chunk chunk = new Chunk(new ChunkId(new UUID(4, i)), document, dataset, draft);
      chunks.add(new Embedded(chunk, new float[] {1}));
    }
    return new DocumentChunks(1, "model", List.of(), chunks);
  }

  private static Map<String, String> texts(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, String> texts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = json.readTree(line);
      texts.put(row.get("id").asText(), row.get("text").asText());
    }
    return texts;
  }

  private static Map<String, Map<String, Integer>> grades(Path file) throws IOException {
    Map<String, Map<String, Integer>> grades = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split("\t", 3);
      grades
          .computeIfAbsent(row[0], query -> new HashMap<>())
          .put(row[1], Integer.parseInt(row[2].strip()));
    }
    return grades;
  }
}
