package dev.parley.domain.knowledge;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds the words in a passage that bear out a claim. */
public final class Quotes {
  private Quotes() {}

  /** A sentence of a passage and how much it shares with a claim or question. */
  public record Scored(TextSpan span, String text, double score) {}

  /** The sentences of a chunk; spans count in the document's extracted text. */
  public static List<TextSpan> sentences(Chunk chunk) {
    ChunkDraft content = chunk.content();
    return Sentences.in(content.text(), new TextSpan(0, content.text().length())).stream()
        .map(span -> span.shiftedBy(content.span().start()))
        .toList();
  }

  /**
   * The citation of a passage for a claim: its sentence that shares most with the claim by Dice's
   * coefficient over stems; the first sentence if none shares anything.
   *
   * @param index the number in the marker
   * @param claim the sentence of the answer that carries the marker
   */
  public static Citation cite(int index, Passage passage, String claim) {
    Chunk chunk = passage.chunk();
    ChunkDraft content = chunk.content();
    Set<String> wanted = Words.stems(claim);
    TextSpan best =
        sentences(chunk).stream()
            .map(span -> score(span, content, wanted))
            .max(Comparator.comparingDouble(Scored::score).thenComparing(Quotes::earlier))
            .map(Scored::span)
            .orElse(content.span());
    return new Citation(
        index,
        chunk.id(),
        chunk.document(),
        passage.title(),
        content.page(),
        best,
        textOf(best, content),
        new Citation.PassageText(content.text(), content.span().start()));
  }

  private static int earlier(Scored one, Scored other) {
    return Integer.compare(other.span().start(), one.span().start());
  }

  private static Scored score(TextSpan span, ChunkDraft content, Set<String> wanted) {
    String text = textOf(span, content);
    Set<String> present = Words.stems(text);
    long shared = present.stream().filter(wanted::contains).count();
    int sizes = wanted.size() + present.size();
    return new Scored(span, text, sizes == 0 ? 0 : 2.0 * shared / sizes);
  }

  private static String textOf(TextSpan span, ChunkDraft content) {
    return span.shiftedBy(-content.span().start()).of(content.text());
  }
}
