package dev.parley.bootstrap.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCollectionTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeCollection() throws IOException {
    write(
        "corpus.jsonl",
        """
        {"id":"d1","text":"Wings lift."}
        {"_id":"d2","title":"Tails","text":"Tails steer."}
        """);
    write(
        "queries.jsonl",
        """
        {"id":"q1","text":"What lifts?"}
        {"id":"q2","text":"Who judged this?"}
        {"id":"q3","text":"What falls?"}
        """);
    write("qrels.tsv", "query\tdocument\tgrade\nq1\td1\t2\nq1\td2\t0\nq3\td1\t0\n");
  }

  private void write(String file, String content) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  @Test
  void readsDocumentsUnderTheirTitles() throws Exception {
    assertThat(TestCollection.in(folder).documents())
        .containsEntry("d1", "Wings lift.")
        .containsEntry("d2", "Tails\nTails steer.")
        .hasSize(2);
  }

  @Test
  void keepsTheQuestionsOfWhichAnAnswerIsKnown() throws Exception {
    TestCollection collection = TestCollection.in(folder);

    assertThat(collection.questions()).containsOnlyKeys("q1");
    assertThat(collection.grade("q1", "d1")).isEqualTo(2);
    assertThat(collection.grade("q1", "d2")).isZero();
    assertThat(collection.grade("q1", "nowhere")).isZero();
  }

  @Test
  void readsJudgementsWithoutHeaderAndInTheFolderOfBeir() throws Exception {
    Files.delete(folder.resolve("qrels.tsv"));
    write("qrels/test.tsv", "q1\td1\t1\n");

    assertThat(TestCollection.in(folder).grade("q1", "d1")).isEqualTo(1);
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Files.delete(folder.resolve("queries.jsonl"));

    assertUnreadable("queries.jsonl: there is no such file");
  }

  @Test
  void namesTheLineThatIsWrong() throws IOException {
    write("corpus.jsonl", "{\"id\":\"d1\",\"text\":\"x\"}\nnonsense\n");
    assertUnreadable("corpus.jsonl:2: not a JSON object");

    write("corpus.jsonl", "{\"id\":\"d1\",\"text\":[1]}\n");
    assertUnreadable("corpus.jsonl:1: text: [1] (expected: a string)");

    write("corpus.jsonl", "{\"id\":\"d1\",\"text\":\"x\"}\n{\"id\":\"d1\",\"text\":\"y\"}\n");
    assertUnreadable("corpus.jsonl:2: id: d1 (expected: each once)");
  }

  @Test
  void namesTheJudgementThatIsWrong() throws IOException {
    write("qrels.tsv", "query\tdocument\tgrade\nq1\td1\tgood\n");

    assertUnreadable(
        "qrels.tsv:2: q1\td1\tgood (expected: question, document and grade, with tabs)");
  }

  @Test
  void refusesACollectionWithoutAnswers() throws IOException {
    write("qrels.tsv", "q1\td1\t0\n");

    assertUnreadable("no question of queries.jsonl has a grade above 0");
  }

  private void assertUnreadable(String message) {
    assertThatThrownBy(() -> TestCollection.in(folder))
        .isInstanceOf(TestCollection.Unreadable.class)
        .hasMessageContaining(message);
  }
}
