package dev.parley.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TitlePolicyProperties {
  private static final String SEED = "46";
  private static final int LONGEST = 60;

  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> words =
        Arbitraries.of(
            "word",
            "a",
            "Überlandleitung",
            "🙂",
            "👩‍🚀",
            "。",
            "#",
            "**",
            "`",
            ">",
            ".",
            "!",
            "?",
            "\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u2028",
            "\u0000",
            "\u0007",
            "x".repeat(70),
            "🙂".repeat(40));
    return words.list().ofMaxSize(30).map(list -> String.join(" ", list));
  }

  @Property(seed = SEED)
  void isATitleThatAConversationTakes(@ForAll("messages") String message) {
    String title = TitlePolicy.titleFor(message);

    assertThat(title).isNotBlank().hasSizeLessThanOrEqualTo(LONGEST);
    assertThat(title.codePoints().allMatch(c -> Character.isSpaceChar(c) && c != ' ')).isFalse();
  }

  @Property(seed = SEED)
  void takesAnyTextForAMessage(@ForAll String message) {
    assertThat(TitlePolicy.titleFor(message)).isNotBlank().hasSizeLessThanOrEqualTo(LONGEST);
  }

  @Property(seed = SEED)
  void isOneLineWithoutControlCharacters(@ForAll("messages") String message) {
    assertThat(TitlePolicy.titleFor(message).chars())
        .noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
  }

  @Property(seed = SEED)
  void cutsNoCharacterInTwo(@ForAll("messages") String message) {
    String title = TitlePolicy.titleFor(message);
    boolean whole =
        title
            .codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);

    assertThat(whole).isTrue();
  }

  @Property(seed = SEED)
  void staysTheSameAsATitle(@ForAll("messages") String message) {
    String title = TitlePolicy.titleFor(message);

    assertThat(TitlePolicy.titleFor(title)).isEqualTo(title);
  }

  @Example
  void takesTheFirstSentence() {
    assertThat(TitlePolicy.titleFor("How long is the warranty? I bought a pump."))
        .isEqualTo("How long is the warranty?");
    assertThat(TitlePolicy.titleFor("My pump is broken. What now?")).isEqualTo("My pump is broken");
  }

  @Example
  void takesAShortBeginningWithWhatFollows() {
    assertThat(TitlePolicy.titleFor("Hi! How are you?")).isEqualTo("Hi! How are you?");
  }

  @Example
  void takesTheFirstLineThatSaysSomething() {
    assertThat(TitlePolicy.titleFor("\n\n  \n# Pump manual\nSecond line")).isEqualTo("Pump manual");
    assertThat(TitlePolicy.titleFor("```\ncode()\n```")).isEqualTo("code()");
  }

  @Example
  void cutsBetweenWords() {
    assertThat(
            TitlePolicy.titleFor(
                "Please explain in simple words what the warranty of this pump covers and what"
                    + " not"))
        .isEqualTo("Please explain in simple words what the warranty of this…");
  }

  @Example
  void cutsAWordThatIsTooLong() {
    assertThat(TitlePolicy.titleFor("x".repeat(100))).isEqualTo("x".repeat(59) + "…");
  }

  @Example
  void namesAMessageThatSaysNothing() {
    assertThat(TitlePolicy.titleFor("")).isEqualTo("New conversation");
    assertThat(TitlePolicy.titleFor(" \n\t ")).isEqualTo("New conversation");
    assertThat(TitlePolicy.titleFor("###\n***")).isEqualTo("New conversation");
    assertThat(TitlePolicy.titleFor("\u00a0\u00a0")).isEqualTo("New conversation");
  }
}
