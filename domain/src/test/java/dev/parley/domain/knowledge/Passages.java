package dev.parley.domain.knowledge;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Makes passages out of texts. */
public final class Passages {
  private Passages() {}

  /** The passage stands 100 characters into page 7 of a document. */
  public static Passage passage(String text) {
    return passage("Manual", "", text);
  }

  public static Passage passage(String title, String heading, String text) {
    TextSpan span = new TextSpan(100, 100 + text.length());
    Chunk chunk =
        new Chunk(
            new ChunkId(new UUID(1, text.hashCode())),
            new DocumentId(new UUID(2, 1)),
            new DatasetId(new UUID(3, 1)),
            new ChunkDraft(0, 7, span, heading, text, 1));
    return new Passage(chunk, title, 1, new LegRanks(1, 1), new LegScores(0.5, 5.0));
  }

  public static List<Passage> passages(String... texts) {
    return Arrays.stream(texts).map(Passages::passage).toList();
  }

  public static List<Passage> passages(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> passage("Passage " + i + " is about the bridge. It is one of several."))
        .toList();
  }
}
