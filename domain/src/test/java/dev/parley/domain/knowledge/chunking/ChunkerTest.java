package dev.parley.domain.knowledge.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.knowledge.Texts;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static final ChunkingSettings SMALL = new ChunkingSettings(32, 0, ChunkingStrategy.AUTO);
  private static final ChunkingSettings LARGE =
      new ChunkingSettings(2_000, 1_000, ChunkingStrategy.AUTO);
  private static final int LENGTH = 1 << 19;

  private final Chunker chunker = new Chunker(new EstimatingTokenCounter());

  @Test
  void findsNothingInBlankText() {
    assertThat(chunk(Texts.markdown(""), SMALL)).isEmpty();
    assertThat(chunk(Texts.markdown(" \n\t\n "), SMALL)).isEmpty();
  }

  @Test
  void keepsAShortDocumentWhole() {
    ChunkDraft chunk = only(chunk(Texts.plain("One. Two.\n\nThree.\n"), SMALL));

    assertThat(chunk.text()).isEqualTo("One. Two.\n\nThree.");
    assertThat(chunk.span()).isEqualTo(new TextSpan(0, 17));
    assertThat(chunk.page()).isEqualTo(1);
    assertThat(chunk.heading()).isEmpty();
  }

  @Test
  void countsOffsetsInTheWholeDocument() {
    ExtractedText document =
        Texts.document(List.of("First page.\n", "", "\nThird page.\n"), Markup.PLAIN);

    List<ChunkDraft> chunks = chunk(document, SMALL);

    assertThat(chunks).extracting(ChunkDraft::page).containsExactly(1, 3);
    assertThat(chunks.get(1).span()).isEqualTo(new TextSpan(13, 24));
    assertThat(chunks.get(1).text()).isEqualTo("Third page.");
  }

  @Test
  void countsHeadingsWithWhatIsEmbedded() {
    ChunkDraft plain = only(chunk(Texts.plain("One. Two."), SMALL));
    ChunkDraft headed = chunk(Texts.markdown("# Old bridges\n\nOne. Two.\n"), SMALL).getLast();

    assertThat(chunker.searchableTokens(plain)).isEqualTo(plain.tokens());
    assertThat(headed.heading()).isEqualTo("Old bridges");
    assertThat(chunker.searchableTokens(headed)).isGreaterThan(headed.tokens());
  }

  @Test
  void bearsTheHeadingsAboveIt() {
    String text =
        """
        Preface.

        # Bridges

        About bridges.

        ## Steel ##
        About steel.

        #### Rivets
        About rivets.

        ## Wood
        About wood.

        Rivers
        ======

        About rivers.

        Delta
        -----
        About the delta.
        """;

    assertThat(chunk(Texts.markdown(text), SMALL))
        .extracting(ChunkDraft::heading)
        .containsExactly(
            "",
            "Bridges",
            "Bridges > Steel",
            "Bridges > Steel > Rivets",
            "Bridges > Wood",
            "Rivers",
            "Rivers > Delta");
  }

  @Test
  void keepsHeadingsWithTheTextBelowThem() {
    ChunkDraft chunk = only(chunk(Texts.markdown("# A\n\n## B\n\nText.\n"), SMALL));

    assertThat(chunk.text()).isEqualTo("# A\n\n## B\n\nText.");
    assertThat(chunk.heading()).isEqualTo("A > B");
    assertThat(chunk.searchableText()).isEqualTo("A > B\n# A\n\n## B\n\nText.");
  }

  @Test
  void leavesNoHeadingAloneWhereTheTextBelowBarelyFits() {
    String paragraph =
        IntStream.range(0, 15).mapToObj(i -> "A b.").collect(Collectors.joining(" "));

    List<ChunkDraft> chunks =
        chunk(Texts.markdown("# A heading of many words here\n\n" + paragraph), SMALL);

    assertThat(chunks.getFirst().text()).startsWith("# A heading of many words here\n\nA b.");
  }

  @Test
  void carriesHeadingsOverPages() {
    ExtractedText document =
        Texts.document(List.of("# Bridges\nOne.\n", "Two.\n"), Markup.MARKDOWN);

    assertThat(chunk(document, SMALL))
        .extracting(ChunkDraft::heading)
        .containsExactly("Bridges", "Bridges");
  }

  @Test
  void cutsHeadingsThatAreTextsOfTheirOwn() {
    String title = "word ".repeat(1_000).strip();

    assertThat(chunk(Texts.markdown("# " + title + "\n\nText.\n"), SMALL))
        .allSatisfy(chunk -> assertThat(chunk.heading()).hasSize(100).endsWith("…"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```sh\n# install\n\nnpm i\n```\n",
        "````\n```\n# inside\n```\n# still inside\n````\n",
        "~~~\n# inside\n",
        "    # indented code\n",
        "#hashtag\n",
        "####### seven\n",
        "``` # not a fence` # nor a heading\n",
        "One line\nand another\n---\nare no heading.\n"
      })
  void seesNoHeadingWhereMarkdownHasNone(String text) {
    assertThat(chunk(Texts.markdown("Text.\n\n" + text), SMALL))
        .allSatisfy(chunk -> assertThat(chunk.heading()).isEmpty());
  }

  @Test
  void seesNoMarkdownInPlainText() {
    assertThat(only(chunk(Texts.plain("# One\n\n```\nTwo\n"), SMALL)).heading()).isEmpty();
  }

  @Test
  void cutsCodeAndTablesBetweenLines() {
    String rows =
        IntStream.range(0, 40)
            .mapToObj(i -> "| " + i + " | row of a table |\n")
            .collect(Collectors.joining());

    assertThat(chunk(Texts.markdown(rows), SMALL))
        .hasSizeGreaterThan(5)
        .allSatisfy(chunk -> assertThat(chunk.text()).startsWith("| ").endsWith(" |"));
    assertThat(chunk(Texts.markdown("```\n" + "a(b);\n\n".repeat(60) + "```\n"), SMALL))
        .hasSizeGreaterThan(5)
        .allSatisfy(chunk -> assertThat(chunk.text()).matches("(?s)(```|a\\(b\\);).*(```|;)"));
  }

  @Test
  void cutsParagraphsBetweenSentences() {
    String text = "The bridge was opened in the year 1932. ".repeat(20).strip();

    assertThat(chunk(Texts.plain(text), SMALL))
        .hasSizeGreaterThan(5)
        .allSatisfy(
            chunk ->
                assertThat(chunk.text()).startsWith("The bridge").endsWith("in the year 1932."));
  }

  @Test
  void cutsLongSentencesBetweenWords() {
    String text = "bridge ".repeat(200).strip();

    assertThat(chunk(Texts.plain(text), SMALL))
        .hasSizeGreaterThan(5)
        .allSatisfy(chunk -> assertThat(chunk.text()).matches("(bridge ?)+(?<! )"));
  }

  @Test
  void cutsBetweenCharactersNotWithinThem() {
    assertThat(chunk(Texts.plain("x" + "🙂".repeat(300)), SMALL))
        .hasSizeGreaterThan(5)
        .allSatisfy(
            chunk ->
                assertThat(chunk.text().codePoints())
                    .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  @Test
  void repeatsTheLastSentencesOfAChunk() {
    String text =
        IntStream.range(10, 60)
            .mapToObj(i -> "Sentence number " + i + " is here.")
            .collect(Collectors.joining(" "));

    List<ChunkDraft> chunks =
        chunk(Texts.plain(text), new ChunkingSettings(40, 10, ChunkingStrategy.AUTO));

    for (int i = 1; i < chunks.size(); i++) {
      String before = chunks.get(i - 1).text();
      String repeated = before.substring(before.lastIndexOf("Sentence"));
      assertThat(chunks.get(i).text()).startsWith(repeated);
    }
  }

  @Test
  void repeatsTheLastSentencesOfALongParagraph() {
    String paragraph =
        IntStream.range(1, 8).mapToObj(i -> "A b c " + i + ".").collect(Collectors.joining(" "));
    String text = paragraph + "\n\n" + paragraph;

    List<ChunkDraft> chunks =
        chunk(Texts.plain(text), new ChunkingSettings(60, 12, ChunkingStrategy.AUTO));

    assertThat(chunks).hasSize(2);
    assertThat(chunks.get(1).text()).isEqualTo("A b c 6. A b c 7.\n\n" + paragraph);
  }

  @Test
  void repeatsNothingAcrossHeadings() {
    String text = "# A\nOne. Two.\n\n# B\nThree.\n";

    assertThat(chunk(Texts.markdown(text), new ChunkingSettings(32, 16, ChunkingStrategy.AUTO)))
        .extracting(ChunkDraft::text)
        .containsExactly("# A\nOne. Two.", "# B\nThree.");
  }

  /**
   * What takes linear time takes well under a second here, and what takes quadratic time takes
   * hours: the limit need not be near either.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "\n",
        "x",
        "[",
        " ",
        ".",
        "語",
        "🙂",
        "=",
        "-",
        "|",
        "`",
        "! ",
        ".)",
        ". ",
        "A.) ",
        "1. ",
        "a\n\n",
        "a. ",
        "# x\n",
        "#\n",
        "```\n",
        "|a|b|\n",
        "- a\n",
        "=\n",
        "-\n",
        "\n    ",
        "\t\n",
        "a\r\n",
        "a ",
        "a          ",
        "..... x",
        "### \t### "
      })
  @Timeout(60)
  void takesLinearTimeOnAnyText(String piece) {
    String text = piece.repeat(LENGTH / piece.length());

    assertThat(largest(chunk(Texts.markdown(text), ChunkingSettings.DEFAULT)))
        .isLessThanOrEqualTo(ChunkingSettings.DEFAULT.size());
    assertThat(largest(chunk(Texts.plain(text + "x"), LARGE))).isLessThanOrEqualTo(LARGE.size());
  }

  @Test
  @Timeout(60)
  void takesLinearTimeOnAnUnderlineAfterALongLine() {
    String text = "x".repeat(LENGTH) + "\n" + "-\n".repeat(LENGTH / 2);

    assertThat(largest(chunk(Texts.markdown(text), SMALL))).isLessThanOrEqualTo(SMALL.size());
  }

  @Test
  @Timeout(60)
  void takesLinearTimeOnManyPages() {
    List<String> pages = IntStream.range(0, LENGTH / 4).mapToObj(i -> "page two").toList();

    assertThat(chunk(Texts.document(pages, Markup.PLAIN), SMALL)).hasSize(pages.size());
  }

  @Test
  @Timeout(60)
  void takesLinearTimeOnALongTitleAboveALongText() {
    String text = "# " + "x".repeat(LENGTH) + "\n" + "a b. ".repeat(LENGTH / 5);

    long characters =
        chunk(Texts.markdown(text), SMALL).stream()
            .mapToLong(chunk -> chunk.searchableText().length())
            .sum();

    assertThat(characters).isLessThan(16L * LENGTH);
  }

  private static int largest(List<ChunkDraft> chunks) {
    return chunks.stream().mapToInt(ChunkDraft::tokens).max().orElse(0);
  }

  private List<ChunkDraft> chunk(ExtractedText document, ChunkingSettings settings) {
    return chunker.chunk(document, settings);
  }

  private static ChunkDraft only(List<ChunkDraft> chunks) {
    assertThat(chunks).hasSize(1);
    return chunks.getFirst();
  }
}
