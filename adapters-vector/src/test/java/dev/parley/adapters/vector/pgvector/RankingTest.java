package dev.parley.adapters.vector.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.adapters.vector.lucene.LucenePassageIndex;
import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both indexes score words alike, so that a change of the store changes no answer. */
class RankingTest {
  private static final TenantId TENANT = Passages.tenant(1);
  private static final int DOCUMENTS = 8;
  private static final int EACH = 50;
  private static final int QUESTIONS = 60;
  private static final int LIMIT = 10;

  /** Lucene keeps the lengths of longer texts in fewer bits. */
  private static final int LONGEST = 39;

  private final Random random = new Random(20261129);

  @Test
  void scoresWordsAsLuceneDoes(@TempDir Path folder) {
    PgVectorPassageIndex tested = new PgVectorPassageIndex(PassageDatabase.create().pool());
    try (LucenePassageIndex lucene = new LucenePassageIndex(folder)) {
      fill(List.of(tested, lucene));
      for (int i = 0; i < QUESTIONS; i++) {
        String question = words(1 + random.nextInt(6));
        List<Feedback> feedback =
            i % 2 == 0 ? List.of() : List.of(new Feedback(words(30), 1), new Feedback("w3", 0.5));
        Filter filter =
            i % 3 == 0 ? new Filter(Set.of(Passages.dataset(1)), Set.of(), Set.of()) : Filter.ALL;
        List<Scored<ChunkId>> expected = lucene.keyword(TENANT, question, feedback, filter, LIMIT);
        List<Scored<ChunkId>> found = tested.keyword(TENANT, question, feedback, filter, LIMIT);
        assertThat(found).as(question).hasSameSizeAs(expected);
        for (int rank = 0; rank < found.size(); rank++) {
          double score = expected.get(rank).score();
          assertThat(found.get(rank).score()).as(question).isCloseTo(score, within(score * 1e-3));
        }
      }
    }
  }

  private void fill(List<PassageIndex> indexes) {
    int number = 0;
    for (int document = 0; document < DOCUMENTS; document++) {
      List<Embedded> passages = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        String text = words(5 + random.nextInt(LONGEST - 4));
        passages.add(Passages.embedded(number++, document, document % 3, text));
      }
      DocumentChunks content = new DocumentChunks(1, Passages.MODEL, List.of(), passages);
      for (PassageIndex index : indexes) {
        index.put(TENANT, Passages.document(document), content);
      }
    }
  }

  /** Few words are frequent and many are rare, as in every language. */
  private String words(int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append('w').append((int) Math.pow(400, random.nextDouble())).append(' ');
    }
    return words.toString();
  }
}
