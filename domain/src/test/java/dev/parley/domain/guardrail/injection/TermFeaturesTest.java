package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TermFeaturesTest {
  private static final String QUOTES = "='a' + 'b'";

  private static Combinations read(TermPlaces places, String spoken) {
    Combinations combinations = new Combinations(places);
    for (String token : spoken.strip().split("\\s+", -1)) {
      long terms = Spoken.terms(token);
      places.read(terms);
      combinations.read(terms);
    }
    return combinations;
  }

  private static FeatureValues counts(String spoken) {
    TermPlaces places = new TermPlaces();
    read(places, spoken);
    FeatureValues values = new FeatureValues();
    new TermFeatures(places).fill(values);
    return values;
  }

  private static Set<Feature> secrets(String spoken) {
    return secrets(spoken, "");
  }

  /** Reads tokens in a text that is dressed up. */
  private static Set<Feature> secrets(String spoken, String dress) {
    TermPlaces places = new TermPlaces();
    Combinations combinations = read(places, spoken);
    Markers markers = new Markers(new CountedText(dress), combinations);
    for (int i = 0; i < dress.length(); i++) {
      markers.read(i, false);
      if (i + 1 < dress.length() && dress.charAt(i + 1) == ':') {
        markers.readLabel(i, i + 1, false);
      }
    }
    markers.readEnd();
    FeatureValues values = new FeatureValues();
    new TermFeatures(places).fillSecret(values, combinations, markers);
    return Spoken.seen(values);
  }

  @ParameterizedTest
  @CsvSource({
    "NEW_ORDERS, NEW_ORDERS, 1",
    "STOP_BEING, STOP_BEING, 1",
    "ROLE, ROLE, 1",
    "JAILBREAK, JAILBREAK, 1",
    "MODE, MODE, 1",
    "SECRET, SECRET_NAMED, 1",
    "HOW_TO, HOW_TO, 1",
    "HELD, HELD_BACK, 1",
    "AUTHORITY, AUTHORITY, 2",
    "URGENCY, URGENCY, 2",
    "EMOTION, EMOTION, 2",
    "HYPO, HYPOTHESIS, 2",
    "GAME, GAME, 1",
    "DICTATE, DICTATION, 2",
    "OBEY, FOREIGN_ORDERS, 1",
    "ENCODING, ENCODING, 2",
    "FORMAT, FORMAT, 3",
    "COMBINE, COMBINATION, 3",
    "HIDE, HIDE_FROM_USER, 1",
    "TOOL, TOOL_COERCION, 1",
    "AI, ASSISTANT_NAMED, 2",
    "DANGER, CODE_WITH_REACH, 2",
    "DOC, DOCUMENT_VOICE, 3"
  })
  void countsHowOftenATermWasRead(Term term, Feature feature, int full) {
    FeatureValues once = counts(term.name());
    assertThat(once.get(feature)).isEqualTo(1.0 / full);
    assertThat(Spoken.seen(once)).containsExactly(feature);
    assertThat(counts((term.name() + " ").repeat(full)).get(feature)).isEqualTo(1);
  }

  @Test
  void countsRepeatedTalkOfASecret() {
    assertThat(counts("SECRET").get(Feature.SECRET_REPEATED)).isZero();
    assertThat(counts("SECRET SECRET").get(Feature.SECRET_REPEATED)).isEqualTo(0.25);
    assertThat(counts("SECRET SECRET SECRET SECRET SECRET").get(Feature.SECRET_REPEATED))
        .isEqualTo(1);
  }

  @Test
  void noticesThatTheAnswerIsSpokenOf() {
    assertThat(counts("OUTPUT _ YOUR").get(Feature.ANSWER_NAMED)).isEqualTo(1);
    assertThat(counts("OUTPUT").get(Feature.ANSWER_NAMED)).isZero();
    assertThat(counts("YOUR").get(Feature.ANSWER_NAMED)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "THE SECRET ENCODING, SECRET_AND_TRICK",
    "THE SECRET FORMAT, SECRET_AND_TRICK",
    "REVEAL SECRET FORMAT, SECRET_AND_TRICK",
    "THE _ _ SECRET REVEAL FORMAT, SECRET_AND_TRICK",
    "YOUR PROMPT FORMAT, SECRET_AND_TRICK",
    "THE SECRET HYPO, SECRET_AND_STORY",
    "THE SECRET GAME, SECRET_AND_STORY",
    "THE SECRET AUTHORITY, SECRET_AND_PLEA",
    "THE SECRET EMOTION, SECRET_AND_PLEA",
    "THE SECRET URGENCY, SECRET_AND_PLEA",
    "THE SECRET ROLE, SECRET_AND_ROLE",
    "THE SECRET MODE, SECRET_AND_ROLE"
  })
  void tellsHowASecretIsWheedledOut(String spoken, Feature feature) {
    assertThat(secrets(spoken)).contains(feature).isSubsetOf(feature, Feature.SECRET_FOCUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SECRET ENCODING FORMAT HYPO GAME ROLE MODE AUTHORITY",
        "PROMPT ENCODING",
        "REVEAL ROLE"
      })
  void needsASecretThatIsKept(String spoken) {
    assertThat(secrets(spoken, QUOTES)).isEmpty();
  }

  @Test
  void takesJoinedQuotesForATrick() {
    assertThat(secrets("YOUR PROMPT", QUOTES)).containsExactly(Feature.SECRET_AND_TRICK);
    assertThat(secrets("YOUR PROMPT")).isEmpty();
  }

  @Test
  void takesExamplesAndAnOpenEndForWaysToTheSecret() {
    assertThat(secrets("YOUR PROMPT", "q: a: q: a.")).containsExactly(Feature.SECRET_AND_EXAMPLES);
    assertThat(secrets("YOUR PROMPT", "q: a: x.")).isEmpty();
    assertThat(secrets("YOUR PROMPT", "is:")).containsExactly(Feature.SECRET_AND_OPEN_END);
    assertThat(secrets("PROMPT", "q: a: q: a:")).isEmpty();
  }

  @Test
  void seesAShortTextThatIsAboutASecret() {
    assertThat(secrets("THE SECRET" + Spoken.words(14))).containsExactly(Feature.SECRET_FOCUS);
    assertThat(secrets("THE SECRET" + Spoken.words(15))).isEmpty();
    assertThat(secrets("_")).isEmpty();
  }

  @Test
  void seesNoFocusInAShortTextThatAsksForASecret() {
    assertThat(secrets("REVEAL SECRET")).isEmpty();
  }
}
