package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final String TEXT =
      "The pump is greased monthly. The seal is replaced yearly. End.";

  /** Best first by the order in which they are given. */
  private static Passage passage(int document, int page, String heading, int start, int end) {
    return new Passage(
        new Chunk(
            new ChunkId(new UUID(3, start)),
            new DocumentId(new UUID(1, document)),
            new DatasetId(new UUID(2, 1)),
            new ChunkDraft(
                start, page, new TextSpan(start, end), heading, TEXT.substring(start, end), 10)),
        "Pumps",
        1.0 / (1 + start),
        new LegRanks(1, null),
        new LegScores(0.5, null));
  }

  @Test
  void joinsWhatOverlapsOrTouches() {
    Passage second = passage(1, 1, "", 20, 40);
    Passage first = passage(1, 1, "", 0, 28);
    Passage third = passage(1, 1, "", 40, 62);

    List<Passage> joined = Neighbours.joined(List.of(second, first, third));

    assertThat(joined).hasSize(1);
    ChunkDraft content = joined.getFirst().chunk().content();
    assertThat(content.text()).isEqualTo(TEXT);
    assertThat(content.span()).isEqualTo(new TextSpan(0, 62));
    assertThat(joined.getFirst().chunk().id()).isEqualTo(second.chunk().id());
    assertThat(joined.getFirst().score()).isEqualTo(second.score());
  }

  @Test
  void leavesApartWhatIsNotOneText() {
    List<Passage> apart =
        List.of(
            passage(1, 1, "", 0, 10),
            passage(1, 1, "", 11, 20),
            passage(2, 1, "", 5, 15),
            passage(1, 2, "", 20, 28),
            passage(1, 2, "Seals", 28, 40));

    assertThat(Neighbours.joined(apart)).isEqualTo(apart);
    assertThat(Neighbours.joined(List.of())).isEmpty();
  }

  @Test
  void keepsTheOrderOfTheBest() {
    Passage best = passage(2, 1, "", 0, 5);
    Passage next = passage(1, 1, "", 20, 40);
    Passage last = passage(1, 1, "", 0, 28);

    List<Passage> joined = Neighbours.joined(List.of(best, next, last));

    assertThat(joined).hasSize(2);
    assertThat(joined.getFirst()).isEqualTo(best);
    assertThat(joined.getLast().chunk().content().text()).isEqualTo(TEXT.substring(0, 40));
  }

  @Test
  void takesInWhatIsInsideOfAnother() {
    Passage inside = passage(1, 1, "", 5, 10);
    Passage outside = passage(1, 1, "", 0, 28);

    List<Passage> joined = Neighbours.joined(List.of(inside, outside));

    assertThat(joined).hasSize(1);
    assertThat(joined.getFirst().chunk().id()).isEqualTo(inside.chunk().id());
    assertThat(joined.getFirst().chunk().content().text()).isEqualTo(TEXT.substring(0, 28));
  }
}
