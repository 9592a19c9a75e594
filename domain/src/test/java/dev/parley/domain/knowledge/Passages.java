package dev.parley.domain.knowledge;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes passages out of texts. */
public final class Passages {
  private Passages() {}

  /** The passage stands 100 characters into page 7 of a document. */
  public static Passage passage(String text) {
    return passage("Manual", "", text);
  }

  public static Passage passage(String title, String heading, String text) {
    return passage(title, heading, text, new DatasetId(new UUID(3, 1)));
  }

  /** The same place in a file that is attached to a conversation. */
  public static Passage attached(String title, String text) {
    return passage(title, "", text, null);
  }

  private static Passage passage(
      String title, String heading, String text, @Nullable DatasetId dataset) {
    TextSpan span = new TextSpan(100, 100 + text.length());
    Chunk chunk =
        new Chunk(
            new ChunkId(new UUID(1, text.hashCode())),
            new DocumentId(new UUID(2, 1)),
            dataset,
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
