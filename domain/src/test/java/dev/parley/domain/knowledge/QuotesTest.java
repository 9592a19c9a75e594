package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotesTest {
  private static final String SEED = "26";

  private static final String LEAVE =
      """
      # Leave

      Employees may take leave after the trial period. The annual leave is 28 days for everyone who
      works full time. Part-time staff take a share of it.

      Unused days expire on 31 March. Up to five of them can be carried over if the manager agrees
      in writing before the year ends.

      - Sick leave needs a note after the third day.
      - Parental leave is 14 months.

      | Country | Public holidays |
      |---|---|
      | Austria | 13 |
      | Denmark | 11 |
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Full-time employees get 28 days of annual leave. | The annual leave is 28 days",
        "Days that are not used expire at the end of March. | Unused days expire on 31 March.",
        "Five days can be carried over with written agreement. | Up to five of them can be carried",
        "You need a doctor's note from the fourth day of sickness on. | - Sick leave needs a note",
        "Parents get 14 months. | - Parental leave is 14 months.",
        "There are 13 public holidays in Austria. | Austria ",
        "Those who work part time get a proportional share. | Part-time staff take a share of it."
      })
  void quotesTheSentenceThatBearsTheClaimOut(String claim, String beginning) {
    Citation citation = Quotes.cite(1, Passages.passage(LEAVE), claim);

    assertThat(citation.quote().replace("| Austria", "Austria")).startsWith(beginning.strip());
  }

  @Test
  void quotesChineseSentencesByTheirCharacters() {
    Passage passage = Passages.passage("这座桥建于1932年。大桥的长度是三百二十米。每七年油漆一次。");

    assertThat(Quotes.cite(1, passage, "桥的长度为三百二十米").quote()).isEqualTo("大桥的长度是三百二十米。");
  }

  @Test
  void quotesTheFirstSentenceWhereNothingIsShared() {
    Passage passage = Passages.passage("One thing. Another thing.");

    assertThat(Quotes.cite(1, passage, "").quote()).isEqualTo("One thing.");
    assertThat(Quotes.cite(1, passage, "zebra").quote()).isEqualTo("One thing.");
  }

  @Provide
  Arbitrary<String> texts() {
    return Texts.pages().filter(text -> !text.isBlank());
  }

  @Provide
  Arbitrary<String> claims() {
    return Texts.sentences();
  }

  @Property(seed = SEED)
  void quotesAreFoundVerbatimWhereTheySayTheyAre(
      @ForAll("texts") String text, @ForAll("claims") String claim) {
    Passage passage = Passages.passage(text);
    ChunkDraft content = passage.chunk().content();

    Citation citation = Quotes.cite(3, passage, claim);

    assertThat(citation.quote()).isNotBlank();
    assertThat(citation.span().shiftedBy(-content.span().start()).of(text))
        .isEqualTo(citation.quote());
    assertThat(citation.passage().text()).isEqualTo(text);
    assertThat(citation.passage().start()).isEqualTo(content.span().start());
  }
}
