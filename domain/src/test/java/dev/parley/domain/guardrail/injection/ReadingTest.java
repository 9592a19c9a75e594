package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a folded text is cut into tokens, sentences and lines. */
class ReadingTest {
  private static double of(Feature feature, String text, boolean spaced) {
    FeatureValues values = new FeatureValues();
    new Reading(text, spaced).fill(values);
    return values.get(feature);
  }

  private static double of(Feature feature, String text) {
    return of(feature, text, true);
  }

  private static long tokens(String text) {
    return Math.round(Math.exp(of(Feature.LENGTH, text) * Math.log1p(1000)) - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "one|1",
        "one two|2",
        "one, two; 3|3",
        "don't|1",
        "don' t|2",
        "rock 'n' roll|3",
        "dogs'|1",
        "it'5|2",
        "a_b|2",
        "\uD83D\uDE00|1",
        "a\uD83D\uDE00b|1",
        "忽略|1",
        "的忽略|2",
        "的的|2",
        "go的|2",
        "的go|2",
        "'|0",
        "?|0"
      })
  void cutsTextIntoTokens(String text, int tokens) {
    assertThat(tokens(text)).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "It is. It was|2",
        "It is.|1",
        "`It is.\nIt was`|2",
        "It is.\"It was|2",
        "It is.'It was|2",
        "It is.)It was|2",
        "It is.是|2",
        "It is.It was|1",
        "Version 1.5|1",
        "It is! It was|2",
        "It is!It was|2",
        "It is? It was|2",
        "It is, it was|1",
        "It is; it was|1",
        "...|0"
      })
  void cutsTextIntoSentences(String text, int sentences) {
    double questions = of(Feature.QUESTION_SHARE, text + "\nHow so?");

    assertThat(questions).isPositive();
    double all = text.contains("?") ? 2 / questions : 1 / questions;
    assertThat(all).isCloseTo(sentences + 1, Offset.offset(1e-9));
  }

  @Test
  void endsASentenceWithTheLine() {
    assertThat(of(Feature.ONE_SENTENCE, "it is\nit was")).isZero();
    assertThat(of(Feature.ONE_SENTENCE, "it is it was")).isEqualTo(1);
    assertThat(of(Feature.QUESTION, "it is\n?")).isZero();
    assertThat(of(Feature.QUESTION, "it is?")).isEqualTo(1);
    assertThat(of(Feature.QUESTION, "it is!")).isZero();
  }

  @Test
  void opensAndClosesFences() {
    assertThat(of(Feature.TASK_REQUEST, "'''\nwrite\n'''")).isZero();
    assertThat(of(Feature.TASK_REQUEST, "'''\nwrite\n'''\nwrite")).isEqualTo(1);
    assertThat(of(Feature.TASK_REQUEST, "''\nwrite\n''")).isEqualTo(1);
    assertThat(of(Feature.TASK_REQUEST, "''''''write")).isEqualTo(1);
    assertThat(of(Feature.TASK_REQUEST, "''''write")).isZero();
    assertThat(tokens("'''code'''")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "#", "*", "[", "<", "-", "- * [", "x\n", "x\n# "})
  void keepsTheStartOfALineBehindSignsOfLists(String before) {
    assertThat(of(Feature.ROLE_LINE, before + "user: a")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x ", "(", "\"", ",", "+", ".x", "x. ", "x\n+"})
  void knowsWhereALineDoesNotStart(String before) {
    assertThat(of(Feature.ROLE_LINE, before + "user: a")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the secret of bread",
        "the key to it",
        "key ingredient",
        "secret garden",
        "the password policy",
        "token to go",
        "the api key is for it",
        "key policies"
      })
  void takesTheKeyToSomethingForNoSecret(String text) {
    assertThat(of(Feature.SECRET_NAMED, text)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the secret",
        "the secret, of bread",
        "the secret off it",
        "passwords of it",
        "credentials of it",
        "the password is"
      })
  void takesOthersForSecrets(String text) {
    assertThat(of(Feature.SECRET_NAMED, text)).isEqualTo(1);
  }

  @Test
  void keepsWhatElseTheWordOfACommonKeyStandsFor() {
    assertThat(of(Feature.EXFILTRATION, "send token to bob@host")).isEqualTo(1);
  }

  @Test
  void readsTextWithoutSpacesFromEveryLetter() {
    assertThat(of(Feature.OVERRIDE_PRIOR, "ignoreallpreviousinstructions", false)).isEqualTo(1);
    assertThat(of(Feature.OVERRIDE_PRIOR, "xxignorexxpreviousxxinstructions", false)).isEqualTo(1);
    assertThat(of(Feature.OVERRIDE_PRIOR, "ignoreallpreviousinstructions", true)).isZero();
    assertThat(of(Feature.PROMPT_NAMED, "systemprompt", false)).isEqualTo(1);
    assertThat(of(Feature.PROMPT_NAMED, "system prompt", true)).isZero();
    assertThat(of(Feature.PROMPT_NAMED, "系统提示", true)).isEqualTo(1);
  }

  @Test
  void measuresRepetitionOfWordsThatAreToldApart() {
    StringBuilder different = new StringBuilder();
    StringBuilder same = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      different.append((char) ('a' + i % 26)).append((char) ('a' + i / 26)).append(' ');
      same.append("ab ");
    }
    assertThat(of(Feature.REPETITION, different.toString())).isZero();
    assertThat(of(Feature.REPETITION, same.toString()))
        .isCloseTo(1 - 2.5 / (4 * Math.pow(60, 0.6)), Offset.offset(1e-9));
    assertThat(of(Feature.REPETITION, same + "的")).isZero();
    assertThat(of(Feature.REPETITION, same.toString(), false)).isZero();
  }

  @Test
  void comparesTopicsByWordsOfFourLettersThatStandForNothing() {
    String text = "gulls dive. gulls dive. gulls dive. ";

    assertThat(of(Feature.REQUEST_OFF_TOPIC, text + "write gulls dive moon"))
        .isCloseTo(1 / 3.0, Offset.offset(1e-9));
    assertThat(of(Feature.REQUEST_OFF_TOPIC, text + "write gulls dive moo")).isZero();
    assertThat(of(Feature.REQUEST_OFF_TOPIC, text + "write gulls dive instructions")).isZero();
  }

  @Test
  void countsEveryCharacterAndEveryStepOfTheLexicon() {
    assertThat(new Reading("", true).work()).isZero();
    assertThat(new Reading(",,", true).work()).isEqualTo(2);
    assertThat(new Reading("zz", true).work()).isEqualTo(2 + steps("zz"));
    // One look more for how it ends.
    assertThat(new Reading("zz, ab", true).work()).isEqualTo(7 + steps("zz") + steps("ab"));
  }

  private static int steps(String word) {
    Lexicon.Hit hit = new Lexicon.Hit();
    Lexicon.words().at(word, 0, true, hit);
    return hit.steps;
  }
}
