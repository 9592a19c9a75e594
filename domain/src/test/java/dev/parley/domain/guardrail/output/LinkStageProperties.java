package dev.parley.domain.guardrail.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class LinkStageProperties {
  private static final String SEED = "26";

  /** Pieces of links, thrown together. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> signs =
        Arbitraries.of(
            "[", "]", "](", "![", "(", ")", "<", ">", "\"", "'", "`", "``", "```", "\n```\n", "~~~",
            "\n~~~\n", "\n\n", "\n", "\r\n", " ", "    ", "> ", "- ", "1. ", "|", "\\", ":", "]: ",
            "//", "/", "?", "#", "@", "&#58;", "&colon;", "&#x2f;", "*", "_", "=", "!", "<!--",
            "-->");
    Arbitrary<String> words =
        Arbitraries.of(
            "a",
            "word",
            "https://",
            "http://",
            "www.",
            "evil.example",
            "docs.example",
            "https://evil.example/x",
            "https://docs.example/x",
            "//evil.example/p",
            "javascript:",
            "data:x",
            "<a href=",
            "<img src=",
            "<div>",
            "</div>",
            "<pre>",
            "<b>",
            "é",
            "h",
            "w",
            "[x](https://evil.example)",
            "[r]: https://evil.example",
            "`https://evil.example`",
            "ftp://evil.example",
            "a+https://docs.example/x",
            "x.http://docs.example",
            "https\\://evil.example",
            "[1]");
    return Arbitraries.frequencyOf(Tuple.of(3, signs), Tuple.of(2, words))
        .list()
        .ofMaxSize(25)
        .map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(20);
  }

  @Property(seed = SEED, tries = 6_000)
  void leavesNothingThatARendererLinksOrLoads(@ForAll("texts") String text) {
    String read = Streams.whole(LinkStageTest.stage(), text);

    assertThat(Rendering.foreign(read)).as(read).isEmpty();
  }

  @Property(seed = SEED, tries = 2_000)
  void saysTheSameHoweverTheTextIsCut(
      @ForAll("texts") String text, @ForAll("cuts") List<Integer> cuts) {
    assertThat(Streams.cut(LinkStageTest.stage(), text, cuts))
        .isEqualTo(Streams.whole(LinkStageTest.stage(), text));
  }

  @Property(seed = SEED, tries = 300)
  void saysTheSameAtTheBoundHoweverTheTextIsCut(
      @ForAll("texts") String text, @ForAll("cuts") List<Integer> cuts) {
    String longer = text + "a".repeat(290) + text + "/".repeat(20) + text;

    assertThat(Streams.cut(new LinkStage(LinkStageTest.POLICY, 300), longer, cuts))
        .isEqualTo(Streams.whole(new LinkStage(LinkStageTest.POLICY, 300), longer));
  }

  /** The work for twice the text is twice the work, whatever is piled up. */
  @Property(seed = SEED, tries = 300)
  void worksInLinearTime(@ForAll("texts") String unit) {
    String text = unit + "a";
    long once = steps(text.repeat(200));
    long twice = steps(text.repeat(400));

    assertThat(twice).isLessThan(3 * once + 20_000);
    assertThat(twice).isLessThan(30L * 400 * text.length() + 20_000);
  }

  private static long steps(String text) {
    LinkStage stage = LinkStageTest.stage();
    Streams.whole(stage, text);
    return stage.steps();
  }
}
