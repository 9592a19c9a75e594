package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins passages that are one text: chunks of a document that overlap or touch are shown once, so
 * that nothing stands twice in a prompt and a sentence that a cut went through is whole again.
 */
public final class Neighbours {
  private Neighbours() {}

  /** A passage and where it stands among all. */
  private record Placed(int place, Passage passage) {
    ChunkDraft content() {
      return passage.chunk().content();
    }
  }

  /**
   * The passages with neighbours joined. Chunks are neighbours that stand on the same page of a
   * document under the same heading, with no character between them. What is joined has the id, the
   * score and the place of its best chunk, and the exact text of the document over the span of all
   * of them.
   *
   * @param passages best first
   * @return in the same order, as many or fewer
   */
  public static List<Passage> joined(List<Passage> passages) {
    Map<DocumentId, List<Placed>> byDocument = new LinkedHashMap<>();
    for (int i = 0; i < passages.size(); i++) {
      byDocument
          .computeIfAbsent(passages.get(i).chunk().document(), document -> new ArrayList<>())
          .add(new Placed(i, passages.get(i)));
    }
    List<Placed> joined = new ArrayList<>();
    byDocument.values().forEach(placed -> joined.addAll(joinedOfDocument(placed)));
    return joined.stream()
        .sorted(Comparator.comparingInt(Placed::place))
        .map(Placed::passage)
        .toList();
  }

  private static List<Placed> joinedOfDocument(List<Placed> placed) {
    placed.sort(Comparator.comparingInt((Placed one) -> one.content().span().start()));
    List<Placed> joined = new ArrayList<>();
    for (Placed next : placed) {
      if (!joined.isEmpty() && areNeighbours(joined.getLast().content(), next.content())) {
        joined.add(join(joined.removeLast(), next));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static boolean areNeighbours(ChunkDraft one, ChunkDraft next) {
    return one.page() == next.page()
        && one.heading().equals(next.heading())
        && next.span().start() <= one.span().end();
  }

  private static Placed join(Placed one, Placed next) {
    Placed best = one.place() < next.place() ? one : next;
    Chunk chunk = best.passage().chunk();
    return new Placed(
        best.place(),
        new Passage(
            new Chunk(
                chunk.id(), chunk.document(), chunk.dataset(), join(one.content(), next.content())),
            best.passage().title(),
            best.passage().score(),
            best.passage().ranks(),
            best.passage().scores()));
  }

  private static ChunkDraft join(ChunkDraft one, ChunkDraft next) {
    int shared = one.span().end() - next.span().start();
    int length = next.text().length();
    if (shared >= length) {
      return one;
    }
    int added = (int) ((long) next.tokens() * (length - shared) / length);
    return new ChunkDraft(
        one.ordinal(),
        one.page(),
        new TextSpan(one.span().start(), next.span().end()),
        one.heading(),
        one.text() + next.text().substring(shared),
        one.tokens() + added);
  }
}
