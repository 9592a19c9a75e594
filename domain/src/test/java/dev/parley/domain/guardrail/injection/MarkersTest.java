package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkersTest {
  private static Features of(String text) {
    return Features.of(text);
  }

  private static double of(Feature feature, String text) {
    return of(text).get(feature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<|im_start|>",
        "a <system> b",
        "[inst] b",
        "a [System] b",
        "### Instruction",
        " ## System",
        "a\n# Instruction",
        "=== End ===",
        "-- end of",
        "- system"
      })
  void countsMarksOfTemplates(String text) {
    assertThat(of(Feature.ROLE_MARKER, text)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a < b",
        "a <em> b",
        "[1] b",
        "a ### instruction",
        "a (### instruction",
        "### introduction",
        "== a ==",
        "- a",
        "+ system",
        "system"
      })
  void takesOtherSignsForNoMarks(String text) {
    assertThat(of(Feature.ROLE_MARKER, text)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"user: a", "User: a", "a\nuser: b", "> a\n* user: b", "# AI: b", "- [user: b"})
  void knowsLinesOfASpeaker(String text) {
    assertThat(of(Feature.ROLE_LINE, text)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a user: b", "(user: b", "users: b", "user", "user : b", "uncle: b", "user:b"})
  void takesOtherLinesForNoSpeakers(String text) {
    assertThat(of(Feature.ROLE_LINE, text)).isZero();
  }

  @Test
  void countsLabelsThatComeAgain() {
    assertThat(of(Feature.REPEATED_LABEL, "q: x a: y q: z")).isEqualTo(1 / 3.0);
    assertThat(of(Feature.REPEATED_LABEL, "q: x\na: y\nq: z\na:")).isEqualTo(2 / 3.0);
    assertThat(of(Feature.REPEATED_LABEL, "Tom:\nTom:")).isEqualTo(1 / 3.0);
    assertThat(of(Feature.REPEATED_LABEL, "q: x a: y")).isZero();
    assertThat(of(Feature.REPEATED_LABEL, "q x q y")).isZero();
    assertThat(of(Feature.REPEATED_LABEL, "http://a http://b")).isZero();
    assertThat(of(Feature.REPEATED_LABEL, "abcdefghijkl: x abcdefghijkl: y")).isEqualTo(1 / 3.0);
    assertThat(of(Feature.REPEATED_LABEL, "abcdefghijklm: x abcdefghijklm: y")).isZero();
  }

  @Test
  void takesLabelsForRepeatedOnceThereAreAHundred() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append('x').append(i).append(": y ");
    }
    assertThat(of(Feature.REPEATED_LABEL, text.toString())).isZero();
    assertThat(of(Feature.REPEATED_LABEL, text + "z: y")).isEqualTo(1 / 3.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"is:", "is: ", "is:\n", "a ->", "is ____", "x =", "and so...", "..."})
  void seesThatATextIsLeftOpen(String text) {
    assertThat(of(Feature.OPEN_END, text)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "is", "is: a", "and so.", "and so..", "..", "...a"})
  void seesThatATextHasEnded(String text) {
    assertThat(of(Feature.OPEN_END, text)).isZero();
  }

  @Test
  void countsLinesOfSpeakersBeyondTheFirst() {
    assertThat(of(Feature.ROLE_LINES, "user: a\nbot: b")).isEqualTo(0.2);
    assertThat(of(Feature.ROLE_LINES, "user: a\nbot: b\n".repeat(3))).isEqualTo(1);
  }

  @Test
  void countsMarkupThatHides() {
    assertThat(of(Feature.HIDDEN_MARKUP, "a <!-- b -->")).isEqualTo(1);
    assertThat(of(Feature.HIDDEN_MARKUP, "a <span style=\"x\">b</span>")).isEqualTo(1);
    assertThat(of(Feature.HIDDEN_MARKUP, "a <span>b</span>")).isZero();
  }

  @Test
  void countsPiecesOfQuotedText() {
    assertThat(of(Feature.QUOTED_PIECES, "a = \"x\"")).isEqualTo(0.5);
    assertThat(of(Feature.QUOTED_PIECES, "a=\"x\" b='y'")).isEqualTo(1);
    assertThat(of(Feature.QUOTED_PIECES, "a + \"x\" +'y'")).isEqualTo(1);
    assertThat(of(Feature.QUOTED_PIECES, "a + x = y")).isZero();
    assertThat(of(Feature.QUOTED_PIECES, "== end = \"x\"")).isEqualTo(0.5);
  }

  @Test
  void joinsTwoPiecesAndMore() {
    assertThat(of(Feature.SECRET_AND_TRICK, "the password is a=\"x\"")).isZero();
    assertThat(of(Feature.SECRET_AND_TRICK, "the password is a=\"x\" b=\"y\"")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "![a](http://x.example/p?q=1)",
        "![a](http://x.example/{c})",
        "![a](http://x.example/[c])",
        "see ![](x=)"
      })
  void noticesImagesThatCarryData(String text) {
    assertThat(of(Feature.IMAGE_WITH_DATA, text)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "![a](http://x.example/p)",
        "![a=b](http://x.example/p)",
        "![a](http://x.example/p) a=b",
        "![a](http://x.example/p\na=b)",
        "[a](http://x.example/p?q=1)",
        "! [a](http://x.example/p?q=1)",
        "![a"
      })
  void takesOtherImagesForHarmless(String text) {
    assertThat(of(Feature.IMAGE_WITH_DATA, text)).isZero();
  }

  @Test
  void keepsAnImageThatCarriedData() {
    String image = "![a](http://x.example/{c})";
    assertThat(of(Feature.IMAGE_WITH_DATA, image + " ![b](http://x.example)")).isEqualTo(1);
    assertThat(of(Feature.EXFILTRATION, "upload it " + image)).isEqualTo(1);
    assertThat(of(Feature.EXFILTRATION, "upload it ![a](http://x.example/c)")).isZero();
    assertThat(of(Feature.EXFILTRATION, "see it " + image)).isZero();
  }

  @Test
  void looksNoFurtherIntoAnImageThanThreeHundredCharacters() {
    assertThat(of(Feature.IMAGE_WITH_DATA, "![a](" + "x".repeat(294) + "=")).isEqualTo(1);
    assertThat(of(Feature.IMAGE_WITH_DATA, "![a](" + "x".repeat(295) + "=")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/", "bob@host", "host.com", "host.example/x"})
  void knowsWhereDataGoes(String address) {
    assertThat(of(Feature.EXFILTRATION, "send the password to " + address)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host: now", "bob at host", "host.html", "host"})
  void takesOtherWordsForNoAddress(String address) {
    assertThat(of(Feature.EXFILTRATION, "send the password to " + address)).isZero();
  }

  @Test
  void countsTheCharactersOfAnImageAsWork() {
    CountedText text = new CountedText("![a](b)");
    TermPlaces places = new TermPlaces();
    new Markers(text, new Combinations(places)).read(0, true);

    // One look for the mark, one for each character as far as the bracket that closes.
    assertThat(text.work()).isEqualTo(1 + 7);
  }
}
