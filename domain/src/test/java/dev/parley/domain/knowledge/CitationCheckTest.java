package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.CitationCheck.Quotation;
import dev.parley.domain.knowledge.CitationCheck.Sentence;
import dev.parley.domain.knowledge.CitationCheck.Support;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitationCheckTest {
  private static final String SEED = "26";

  private static final List<Passage> PASSAGES =
      Passages.passages(
          "The old bridge was opened in 1932. It is 320 metres long, and painted every seven years.",
          "The ferry leaves at noon. Tickets are sold on board.");

  private static CitationCheck check(String answer) {
    return CitationCheck.of(answer, PASSAGES, List.of(), List.of());
  }

  private static List<Support> supports(String answer) {
    return check(answer).sentences().stream().map(Sentence::support).toList();
  }

  private static List<String> texts(String answer) {
    return check(answer).sentences().stream().map(s -> s.span().of(answer)).toList();
  }

  @Test
  void tellsWhatSupportsEachSentence() {
    String answer =
        "The bridge opened in 1932 [1]. Its paint is renewed every seven years, as painted."
            + " The mayor owns seventeen purple elephants. Anything else?";

    assertThat(supports(answer))
        .containsExactly(Support.CITED, Support.OVERLAPPING, Support.UNSUPPORTED, Support.NO_CLAIM);
    assertThat(check(answer).unsupported())
        .extracting(s -> s.span().of(answer))
        .containsExactly("The mayor owns seventeen purple elephants.");
    assertThat(check(answer).isClean()).isFalse();
  }

  @Test
  void measuresOverlapAsTheShareOfWordsInOnePassage() {
    assertThat(check("Bridge opened green elephants.").sentences().getFirst().overlap())
        .isEqualTo(0.5);
    assertThat(supports("Bridge opened green elephants.")).containsExactly(Support.OVERLAPPING);
    assertThat(supports("Bridge opened green purple elephants."))
        .containsExactly(Support.UNSUPPORTED);
    // Half of the words are in the one passage and half in the other.
    assertThat(check("Bridge opened, ferry leaves.").sentences().getFirst().overlap())
        .isEqualTo(0.5);
  }

  @Test
  void countsTheTitleAmongThePassagesWords() {
    List<Passage> passages =
        List.of(Passages.passage("Zebra handbook", "Stripes > Colours", "They vary."));

    CitationCheck check =
        CitationCheck.of("Zebra stripes: colours vary.", passages, List.of(), List.of());

    assertThat(check.sentences().getFirst().overlap()).isEqualTo(1);
  }

  @Test
  void givesAMarkerBehindTheFullStopToTheSentenceBefore() {
    String answer = "Purple elephants own bridges. [2] [1] Green elephants own ferries.";

    assertThat(texts(answer))
        .containsExactly("Purple elephants own bridges. [2] [1]", "Green elephants own ferries.");
    assertThat(supports(answer)).containsExactly(Support.CITED, Support.UNSUPPORTED);
    assertThat(check(answer).sentences().getFirst().markers()).containsExactly(2, 1);
  }

  @Test
  void leavesASentenceBetweenItsMarkersWhereItIsTheFirst() {
    assertThat(texts("[1] says that elephants own bridges."))
        .containsExactly("[1] says that elephants own bridges.");
    assertThat(supports("[1] says that elephants own bridges.")).containsExactly(Support.CITED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Elephants own bridges [3]. | 3",
        "Elephants own bridges [0]. | 0",
        "Elephants own bridges. [999] | 999"
      })
  void reportsMarkersThatNameNoPassage(String answer, int number) {
    assertThat(check(answer).unresolved()).containsExactly(number);
    assertThat(supports(answer)).containsExactly(Support.UNSUPPORTED);
    assertThat(check(answer).isClean()).isFalse();
  }

  @Test
  void reportsMarkersThatWereDroppedWhileTheAnswerWasStreamed() {
    CitationStream stream = new CitationStream(PASSAGES);
    stream.accept("Elephants [7] own bridges [1]. [0]");
    stream.finish();

    CitationCheck check = CitationCheck.of("Bridges [9].", PASSAGES, List.of(), stream.dropped());

    assertThat(stream.dropped()).containsExactly(7, 0);
    assertThat(check.unresolved()).containsExactly(7, 0, 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1000]", "[]", "[a]", "[1", "`a[9]`", "[1 ]"})
  void seesNoMarkerInWhatOnlyLooksLikeOne(String text) {
    assertThat(check("See " + text + " there").unresolved()).isEmpty();
    assertThat(check("See " + text + " there").sentences().getFirst().markers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Yes.",
        "# Purple elephants own bridges",
        "Do purple elephants own bridges?",
        "紫色的大象拥有桥梁吗？",
        "Purple elephants own these bridges:",
        "Purple elephants."
      })
  void asksNoSupportForWhatClaimsNothing(String sentence) {
    assertThat(supports(sentence)).containsExactly(Support.NO_CLAIM);
    assertThat(check(sentence).isClean()).isTrue();
  }

  @Test
  void judgesChineseSentencesByTheirCharacters() {
    List<Passage> passages = Passages.passages("大桥的长度是三百二十米。");
    String answer = "这座大桥长三百二十米。紫色大象飞过河流。";

    assertThat(CitationCheck.of(answer, passages, List.of(), List.of()).sentences())
        .extracting(Sentence::support)
        .containsExactly(Support.OVERLAPPING, Support.UNSUPPORTED);
  }

  @Test
  void leavesFencedCodeOut() {
    String answer =
        "Before the code:\n```\nelephants[9] = \"own seventeen bridges\";\n```\n"
            + "Purple elephants own bridges.\n```\nopen purple elephants fence";

    assertThat(texts(answer)).containsExactly("Before the code:", "Purple elephants own bridges.");
    assertThat(check(answer).unresolved()).isEmpty();
    assertThat(check(answer).quotations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "It says \"opened in 1932\". | 1",
        "It says “Opened, in 1932!”. | 1",
        "It says „tickets are sold“. | 2",
        "It says «the old … metres long». | 1",
        "It says \"the old ... metres long\". | 1",
        "It says \"the old ... sold on board\". | 0",
        "It says 「opened in 1933」. | 0",
        "It says \"pened in 1932\". | 0"
      })
  void looksQuotationsUp(String answer, int passage) {
    CitationCheck check = check(answer);

    assertThat(check.quotations()).extracting(Quotation::passage).containsExactly(passage);
    assertThat(check.misquoted()).hasSize(passage == 0 ? 1 : 0);
    TextSpan span = check.quotations().getFirst().span();
    assertThat("\"“„«「").contains(answer.substring(span.start() - 1, span.start()));
    assertThat("\"”“»」").contains(answer.substring(span.end(), span.end() + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A \"bridge\" here.", "A \"two words\" here.", "No \"end of it here.", "»a b c«"})
  void looksNoTermsUp(String answer) {
    assertThat(check(answer).quotations()).isEmpty();
  }

  @Test
  void findsMisquotedAnswersUnclean() {
    assertThat(check("\"Ferry leaves at midnight\" ferry leaves noon [2]").isClean()).isFalse();
    assertThat(check("\"Ferry leaves at noon\" ferry leaves noon [2]").isClean()).isTrue();
  }

  @Test
  void reportsCitationsWhoseQuoteIsElsewhere() {
    Citation right = Quotes.cite(1, PASSAGES.getFirst(), "320 metres");
    Citation wrong =
        new Citation(
            1,
            right.chunk(),
            right.document(),
            right.title(),
            right.page(),
            right.span().shiftedBy(1),
            right.quote(),
            right.passage());

    CitationCheck check = CitationCheck.of("", PASSAGES, List.of(right, wrong), List.of());

    assertThat(check.misplaced()).containsExactly(wrong);
    assertThat(check.isClean()).isFalse();
  }

  @Test
  void supportsNothingWithoutPassages() {
    CitationCheck check =
        CitationCheck.of("Purple elephants own bridges [1].", List.of(), List.of(), List.of());

    assertThat(check.unsupported()).hasSize(1);
    assertThat(check.unresolved()).containsExactly(1);
    assertThat(check.sentences().getFirst().overlap()).isZero();
  }

  @Provide
  Arbitrary<String> answers() {
    return Texts.pages().map(text -> text + " [1] “The old bridge was” [77]");
  }

  @Property(seed = SEED, tries = 300)
  void sentencesAreInOrderAndApart(@ForAll("answers") String answer) {
    int behind = 0;
    for (Sentence sentence : check(answer).sentences()) {
      assertThat(sentence.span().start()).isGreaterThanOrEqualTo(behind);
      assertThat(sentence.span().of(answer)).isNotBlank();
      assertThat(sentence.overlap()).isBetween(0.0, 1.0);
      assertThat(sentence.support() == Support.CITED).isEqualTo(!sentence.markers().isEmpty());
      behind = sentence.span().end();
    }
  }

  @Property(seed = SEED, tries = 300)
  void whatTheStreamLetsPassHasNoMarkerThatNamesNothing(@ForAll("answers") String answer) {
    CitationStream stream = new CitationStream(PASSAGES);
    List<CitationStream.Part> parts = new ArrayList<>(stream.accept(answer));
    parts.addAll(stream.finish());
    StringBuilder passed = new StringBuilder();
    List<Citation> citations = new ArrayList<>();
    for (CitationStream.Part part : parts) {
      switch (part) {
        case CitationStream.Part.Text text -> passed.append(text.text());
        case CitationStream.Part.Cited cited -> citations.add(cited.citation());
      }
    }

    CitationCheck check =
        CitationCheck.of(passed.toString(), PASSAGES, citations, stream.dropped());

    assertThat(check.misplaced()).isEmpty();
    assertThat(check.unresolved().subList(0, stream.dropped().size())).isEqualTo(stream.dropped());
  }

  @ParameterizedTest
  @ValueSource(strings = {"“", "\"", "[1]", "[1] ", "[", "`", "```\n", "…", "a. ", "\"a b c\""})
  @Timeout(60)
  void takesLinearTimeOnAnyAnswer(String piece) {
    String answer = piece.repeat(200_000 / piece.length());

    assertThat(check(answer).sentences()).allMatch(s -> s.span().end() <= answer.length());
  }
}
