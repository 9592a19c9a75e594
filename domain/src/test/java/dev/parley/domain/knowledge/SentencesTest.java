package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
  private static final String SEED = "26";

  @Test
  void endAtPunctuationBeforeABlank() {
    assertThat(of("It is long. Is it? Yes! So…  Good."))
        .containsExactly("It is long.", "Is it?", "Yes!", "So…", "Good.");
  }

  @Test
  void takeQuotesAndBracketsWithThem() {
    assertThat(of("He said \"Stop.\" (They did.) Then ... They left?!"))
        .containsExactly("He said \"Stop.\"", "(They did.)", "Then ...", "They left?!");
  }

  @Test
  void endWithoutABlankInChineseAndJapanese() {
    assertThat(of("大桥很长。它建于1932年！「そうです。」はい。"))
        .containsExactly("大桥很长。", "它建于1932年！", "「そうです。」", "はい。");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "See Fig. 3 and e.g. Table 4 of Dr. J. Smith et al. for more.",
        "The value is 3.14 at 10.5 percent.",
        "Version 1.2.3 of example.org is out.",
        "It ended (in 1990.) and began again.",
        "It is z.B. Holz vs. Stahl.",
        "one line\nand the next\nand another."
      })
  void areNotEndedByWhatOnlyLooksLikeAnEnd(String sentence) {
    assertThat(of(sentence)).containsExactly(sentence);
  }

  @Test
  void endAfterANumber() {
    assertThat(of("It opened in 1932. It closed in 99. Then it fell."))
        .containsExactly("It opened in 1932.", "It closed in 99.", "Then it fell.");
  }

  @Test
  void endAtBlankLines() {
    assertThat(of("A heading\n\nA text\n \t\nAnother"))
        .containsExactly("A heading", "A text", "Another");
  }

  @Test
  void endBeforeItemsAndRows() {
    assertThat(of("Steps:\n- saw it\n  * drill it\n1. First do\n12) then do\n| a | b |\n| c | d |"))
        .containsExactly(
            "Steps:",
            "- saw it",
            "* drill it",
            "1. First do",
            "12) then do",
            "| a | b |",
            "| c | d |");
  }

  @Test
  void doNotEndBeforeDashesAndNumbersThatAreNoItems() {
    assertThat(of("from 10\n-12 degrees\n3.5 metres\n2024 was warm"))
        .containsExactly("from 10\n-12 degrees\n3.5 metres\n2024 was warm");
  }

  @Provide
  Arbitrary<String> texts() {
    return Texts.pages();
  }

  @Property(seed = SEED)
  void coverAllThatIsVisibleInOrder(@ForAll("texts") String text) {
    int covered = 0;
    for (TextSpan sentence : Sentences.in(text, new TextSpan(0, text.length()))) {
      assertThat(sentence.start()).isGreaterThanOrEqualTo(covered);
      assertThat(text.substring(covered, sentence.start())).isBlank();
      assertThat(sentence.of(text)).isEqualTo(sentence.of(text).strip()).isNotEmpty();
      covered = sentence.end();
    }
    assertThat(text.substring(covered)).isBlank();
  }

  @Property(seed = SEED)
  void stayWithinTheRange(@ForAll("texts") String text) {
    TextSpan range = new TextSpan(text.length() / 3, text.length() - text.length() / 3);

    assertThat(Sentences.in(text, range))
        .allMatch(sentence -> sentence.start() >= range.start() && sentence.end() <= range.end());
  }

  private static List<String> of(String text) {
    return Sentences.in(text, new TextSpan(0, text.length())).stream()
        .map(span -> span.of(text))
        .toList();
  }
}
