package dev.parley.domain.guardrail.injection;

import static dev.parley.domain.guardrail.injection.Spoken.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
  /** Reads tokens; a full stop and a question mark end a sentence, a bar is a fence. */
  private static FeatureValues of(String spoken) {
    TermPlaces places = new TermPlaces();
    Sentences sentences = new Sentences(places);
    for (String token : spoken.strip().split("\\s+", -1)) {
      switch (token) {
        case ".", "?" -> sentences.end(token.equals("?"));
        case "|" -> sentences.readFence();
        default -> {
          long terms = Spoken.terms(token);
          places.read(terms);
          sentences.read(terms, 0, false);
        }
      }
    }
    sentences.end(false);
    FeatureValues values = new FeatureValues();
    sentences.fill(values);
    return values;
  }

  private static double of(Feature feature, String spoken) {
    return of(spoken).get(feature);
  }

  private static Set<Feature> seen(String spoken) {
    return Spoken.seen(of(spoken));
  }

  @Test
  void seesNothingInNothing() {
    assertThat(seen(".")).isEmpty();
    assertThat(seen("| . ? |")).isEmpty();
  }

  @Test
  void countsSentences() {
    assertThat(seen("_")).containsExactly(Feature.ONE_SENTENCE);
    assertThat(seen("_ . . ?")).containsExactly(Feature.ONE_SENTENCE);
    assertThat(seen("_ . _")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DO_WITH, TASK_REQUEST",
    "CHANGE, CHANGE_REQUEST",
    "_ ?, QUESTION",
    "WHY _, QUESTION",
    "ASK_YOU, ADDRESSED_REQUEST",
    "_ ASK_YOU, ADDRESSED_REQUEST"
  })
  void knowsARequestByHowItOpens(String spoken, Feature feature) {
    assertThat(seen(spoken))
        .contains(feature, Feature.ONLY_REQUESTS, Feature.REQUEST_SHARE)
        .doesNotContain(Feature.MANUAL_STEP);
    assertThat(of(feature, "_ . _ . _ . " + spoken)).isPositive();
    assertThat(of(Feature.REQUEST_SHARE, "_ . _ . _ . " + spoken)).isEqualTo(0.25);
    assertThat(of(Feature.REQUEST_LAST, "_ . _ . _ . " + spoken)).isEqualTo(1);
    assertThat(of(Feature.REQUEST_LAST, spoken + " . _")).isZero();
    assertThat(of(Feature.REQUEST_LAST, spoken)).isZero();
    assertThat(of(Feature.ONLY_REQUESTS, spoken + " . _")).isZero();
    assertThat(of(Feature.ONLY_REQUESTS, spoken + " . " + spoken)).isEqualTo(1);
  }

  @Test
  void sharesAreOfAllSentences() {
    assertThat(of(Feature.TASK_REQUEST, "DO_WITH . DO_WITH . _ . _")).isEqualTo(0.5);
    assertThat(of(Feature.CHANGE_REQUEST, "CHANGE . _ . _ . _")).isEqualTo(0.25);
    assertThat(of(Feature.MANUAL_STEP, "ORDER . ORDER . ORDER . _")).isEqualTo(0.75);
    assertThat(of(Feature.QUESTION_SHARE, "_ ? WHY _ . _ . _")).isEqualTo(0.5);
    assertThat(of(Feature.QUESTION, "_ ? _ ? _")).isEqualTo(1);
    assertThat(of(Feature.ADDRESSED_REQUEST, "ASK_YOU . ASK_YOU")).isEqualTo(1);
  }

  @Test
  void takesAStepForNoRequestUnlessMoreIsAsked() {
    assertThat(seen("ORDER")).containsExactlyInAnyOrder(Feature.ONE_SENTENCE, Feature.MANUAL_STEP);
    assertThat(of(Feature.MANUAL_STEP, "ORDER+DO_WITH")).isZero();
    assertThat(of(Feature.MANUAL_STEP, "ORDER+CHANGE")).isZero();
  }

  @Test
  void readsOpeningsBehindFillingWords() {
    assertThat(of(Feature.TASK_REQUEST, "FILLER FILLER DO_WITH")).isEqualTo(1);
    assertThat(of(Feature.TASK_REQUEST, "_ DO_WITH")).isZero();
    assertThat(of(Feature.TASK_REQUEST, "FILLER+DO_WITH _")).isEqualTo(1);
    assertThat(of(Feature.CHANGE_REQUEST, "FILLER+CHANGE DO_WITH")).isEqualTo(1);
    assertThat(of(Feature.MANUAL_STEP, "FILLER+ORDER DO_WITH")).isEqualTo(1);
    assertThat(of(Feature.QUESTION, "FILLER+WHY DO_WITH")).isEqualTo(1);
    assertThat(of(Feature.TASK_REQUEST, "FILLER+PRIOR DO_WITH")).isEqualTo(1);
    assertThat(of(Feature.TASK_REQUEST, "FILLER . FILLER DO_WITH")).isEqualTo(0.5);
  }

  @Test
  void takesShortSentencesWithAQuestionsOpeningForQuestions() {
    assertThat(of(Feature.QUESTION, "WHY" + words(5))).isEqualTo(1);
    assertThat(of(Feature.QUESTION, "WHY" + words(6))).isZero();
    assertThat(of(Feature.QUESTION, "WHY" + words(6) + "?")).isEqualTo(1);
    assertThat(of(Feature.QUESTION, "WHY+DO_WITH")).isZero();
    assertThat(of(Feature.QUESTION, "_ WHY")).isZero();
  }

  @Test
  void noticesWhoIsAskedInTheFirstFourWords() {
    assertThat(of(Feature.ADDRESSED_REQUEST, "_ _ _ ASK_YOU")).isEqualTo(1);
    assertThat(of(Feature.ADDRESSED_REQUEST, "_ _ _ _ ASK_YOU")).isZero();
    assertThat(of(Feature.ADDRESSED_REQUEST, "FILLER FILLER FILLER FILLER ASK_YOU")).isEqualTo(1);
    assertThat(of(Feature.ADDRESSED_REQUEST, "ASK_YOU . _")).isEqualTo(1);
  }

  @Test
  void countsTasksThatMakeSomething() {
    assertThat(of(Feature.TASK_WITH_ARTEFACT, "DO_WITH _ ARTEFACT")).isEqualTo(1);
    assertThat(of(Feature.TASK_WITH_ARTEFACT, "CHANGE _ ARTEFACT")).isZero();
    assertThat(of(Feature.TASK_WITH_ARTEFACT, "DO_WITH . ARTEFACT")).isZero();
    assertThat(of(Feature.TASK_WITH_ARTEFACT, "ARTEFACT . DO_WITH")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CHANGE _ OUTPUT",
        "DO_WITH OUTPUT",
        "DO_WITH _ YOUR OUTPUT",
        "CHANGE YOUR OUTPUT",
        "_ CHANGE YOUR OUTPUT",
        "YOUR _ _ _ OUTPUT CHANGE"
      })
  void noticesThatTheAnswerIsToBeChanged(String spoken) {
    assertThat(of(Feature.ANSWER_CHANGED, spoken)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "YOUR OUTPUT",
        "_ CHANGE OUTPUT",
        "_ DO_WITH OUTPUT",
        "_ DO_WITH YOUR OUTPUT",
        "CHANGE YOUR . OUTPUT",
        "CHANGE . YOUR OUTPUT",
        "YOUR OUTPUT . _ CHANGE",
        "OUTPUT . CHANGE",
        "CHANGE",
        "_ CHANGE YOUR _ _ _ _ OUTPUT"
      })
  void needsTheAnswerAndAChangeInOneSentence(String spoken) {
    assertThat(of(Feature.ANSWER_CHANGED, spoken)).isZero();
  }

  @Test
  void takesWhatIsSaidOfYourAnswerForARequest() {
    assertThat(of(Feature.REQUEST_SHARE, "_ YOUR OUTPUT")).isEqualTo(1);
    assertThat(of(Feature.REQUEST_SHARE, "_ OUTPUT")).isZero();
    assertThat(of(Feature.REQUEST_SHARE, "_ YOUR . OUTPUT")).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO_WITH FOLLOWING SNIPPET",
        "CHANGE FOLLOWING SNIPPET",
        "ORDER FOLLOWING SNIPPET",
        "_ FOLLOWING SNIPPET CODE_TARGET",
        "CODE_TARGET . FOLLOWING SNIPPET",
        "DO_WITH FOLLOWING _ _ _ SNIPPET"
      })
  void noticesCodeThatIsToBeTakenIn(String spoken) {
    assertThat(of(Feature.SNIPPET_INCLUDED, spoken)).isEqualTo(1);
    assertThat(of(Feature.REQUEST_SHARE, spoken)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FOLLOWING SNIPPET",
        "DO_WITH SNIPPET",
        "DO_WITH FOLLOWING _ _ _ _ SNIPPET",
        "FOLLOWING SNIPPET . DO_WITH",
        "DO_WITH . FOLLOWING SNIPPET"
      })
  void needsCodeThatFollowsAndSomethingToDoWithIt(String spoken) {
    assertThat(of(Feature.SNIPPET_INCLUDED, spoken)).isZero();
  }

  @Test
  void noticesCodeThatGoesIntoYours() {
    assertThat(of(Feature.SNIPPET_IN_YOURS, "FOLLOWING SNIPPET _ YOUR CODE_TARGET")).isEqualTo(1);
    assertThat(of(Feature.SNIPPET_IN_YOURS, "YOUR OUTPUT FOLLOWING SNIPPET")).isEqualTo(1);
    assertThat(of(Feature.SNIPPET_IN_YOURS, "FOLLOWING SNIPPET CODE_TARGET")).isZero();
    assertThat(of(Feature.SNIPPET_IN_YOURS, "YOUR CODE_TARGET")).isZero();
    assertThat(of(Feature.SNIPPET_IN_YOURS, "YOUR CODE_TARGET . FOLLOWING SNIPPET")).isZero();
    assertThat(of(Feature.SNIPPET_IN_YOURS, "FOLLOWING SNIPPET . YOUR CODE_TARGET")).isZero();
    assertThat(of(Feature.SNIPPET_IN_YOURS, "FOLLOWING SNIPPET YOUR _ _ _ _ CODE_TARGET")).isZero();
  }

  @Test
  void noticesCodeWithReachBesideWhatIsToBeTakenIn() {
    assertThat(of(Feature.REQUEST_AND_CODE, "DO_WITH FOLLOWING SNIPPET . DANGER")).isEqualTo(1);
    assertThat(of(Feature.REQUEST_AND_CODE, "DO_WITH FOLLOWING SNIPPET . _")).isZero();
    assertThat(of(Feature.REQUEST_AND_CODE, "DO_WITH . DANGER")).isZero();
  }

  @Test
  void judgesNothingInsideAFence() {
    assertThat(seen("| DO_WITH . CHANGE |")).isEmpty();
    assertThat(of(Feature.TASK_REQUEST, "_ | DO_WITH | DO_WITH")).isEqualTo(0.5);
    assertThat(of(Feature.TASK_REQUEST, "DO_WITH | DO_WITH | _")).isEqualTo(0.5);
    assertThat(of(Feature.QUESTION, "WHY | _")).isEqualTo(1);
  }

  @Test
  void comparesARequestsWordsWithThoseBeforeIt() {
    TermPlaces places = new TermPlaces();
    Sentences sentences = new Sentences(places);
    for (int sentence = 0; sentence < 3; sentence++) {
      for (int word = 0; word < 4; word++) {
        sentences.read(0, word, true);
      }
      sentences.end(false);
    }
    sentences.read(Term.DO_WITH.bit(), 99, false);
    sentences.read(0, 0, true);
    sentences.read(0, 7, true);
    sentences.read(0, 8, true);
    sentences.read(0, 9, true);
    sentences.end(false);
    FeatureValues values = new FeatureValues();
    sentences.fill(values);

    assertThat(values.get(Feature.REQUEST_OFF_TOPIC)).isEqualTo(0.75);
  }
}
