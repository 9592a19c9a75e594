package dev.parley.domain.guardrail.injection;

import static dev.parley.domain.guardrail.injection.Spoken.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombinationsTest {
  /** What tokens bring together; an {@code @} is an address behind the token before it. */
  private static Set<Feature> in(String spoken, boolean stretched) {
    TermPlaces places = new TermPlaces();
    if (stretched) {
      places.stretch();
    }
    Combinations combinations = new Combinations(places);
    for (String token : spoken.strip().split("\\s+", -1)) {
      if (token.equals("@")) {
        combinations.readAddress();
      } else {
        long terms = Spoken.terms(token);
        places.read(terms);
        combinations.read(terms);
      }
    }
    FeatureValues values = new FeatureValues();
    combinations.fill(values);
    Set<Feature> seen = Spoken.seen(values);
    for (int i = 0; i < Feature.count(); i++) {
      assertThat(combinations.has(Feature.at(i))).isEqualTo(seen.contains(Feature.at(i)));
    }
    return seen;
  }

  private static Set<Feature> in(String spoken) {
    return in(spoken, false);
  }

  @ParameterizedTest
  @CsvSource({
    "IGNORE PRIOR RULES, OVERRIDE_PRIOR",
    "RULES PRIOR IGNORE, OVERRIDE_PRIOR",
    "PRIOR RULES IGNORE, OVERRIDE_PRIOR",
    "IGNORE+PRIOR+RULES, OVERRIDE_PRIOR",
    "IGNORE YOUR RULES, OVERRIDE_RULES",
    "IGNORE RULES, OVERRIDE_LOOSE",
    "IGNORE PRIOR, OVERRIDE_LOOSE",
    "PRIOR IGNORE, OVERRIDE_LOOSE",
    "DROP YOUR RULES, OVERRIDE_RULES",
    "YOUR RULES DROP, OVERRIDE_RULES",
    "DEFY YOUR RULES, OVERRIDE_RULES",
    "NORMS LIFTED, RULES_LIFTED",
    "LIFTED SAFETY, RULES_LIFTED",
    "HELD SECRET, SECRET_HELD",
    "PERSONAL HELD, SECRET_HELD",
    "REVEAL ENDLESS, ENDLESS",
    "ENDLESS REVEAL, ENDLESS",
    "REVEAL YOUR PROMPT, REVEAL_PROMPT",
    "REVEAL THE PROMPT, REVEAL_PROMPT",
    "PROMPT YOUR REVEAL, REVEAL_PROMPT",
    "THE PROMPT, PROMPT_NAMED",
    "YOUR PROMPT, PROMPT_NAMED",
    "REVEAL SECRET, SECRET_ASKED",
    "SECRET REVEAL, SECRET_ASKED",
    "REVEAL THE SECRET, REVEAL_SECRET",
    "REVEAL YOUR SECRET, REVEAL_SECRET",
    "SECRET THE REVEAL, REVEAL_SECRET",
    "THE SECRET, THE_SECRET",
    "YOUR SECRET, THE_SECRET",
    "MINE SECRET, OWN_SECRET",
    "REVEAL THE PERSONAL, REVEAL_PERSONAL",
    "PERSONAL YOUR REVEAL, REVEAL_PERSONAL",
    "BYPASS SAFETY, BYPASS_SAFETY",
    "SAFETY BYPASS, BYPASS_SAFETY",
    "SEND PAYLOAD @, EXFILTRATION",
    "@ SEND PAYLOAD, EXFILTRATION",
    "PAYLOAD @ SEND, EXFILTRATION",
    "DO_WITH PAGE, PAGE_TASK",
    "PAGE DO_WITH, PAGE_TASK"
  })
  void findsTermsThatMeanSomethingTogether(String spoken, Feature feature) {
    assertThat(in(spoken)).contains(feature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IGNORE",
        "IGNORE YOUR",
        "PRIOR RULES",
        "DROP RULES",
        "DROP YOUR PRIOR",
        "DEFY RULES",
        "DEFY YOUR",
        "LIFTED",
        "NORMS SAFETY",
        "LIFTED RULES",
        "HELD",
        "SECRET PERSONAL",
        "ENDLESS",
        "YOUR PRIOR RULES",
        "REVEAL YOUR",
        "REVEAL PROMPT",
        "PROMPT THE",
        "SECRET",
        "SECRET THE",
        "MINE",
        "REVEAL PERSONAL",
        "BYPASS",
        "SAFETY",
        "SEND PAYLOAD",
        "SEND @",
        "PAYLOAD @",
        "DO_WITH",
        "PAGE",
        "_ _ @"
      })
  void findsNothingInPartsOfThem(String spoken) {
    assertThat(in(spoken)).isEmpty();
  }

  @Test
  void tellsWhoseRulesAreToBeIgnored() {
    assertThat(in("IGNORE PRIOR RULES"))
        .containsExactlyInAnyOrder(Feature.OVERRIDE_PRIOR, Feature.OVERRIDE_LOOSE);
    assertThat(in("YOUR PRIOR RULES IGNORE")).containsExactly(Feature.OVERRIDE_PRIOR);
    assertThat(in("YOUR RULES IGNORE")).containsExactly(Feature.OVERRIDE_RULES);
    assertThat(in("YOUR PRIOR IGNORE")).containsExactly(Feature.OVERRIDE_LOOSE);
    assertThat(in("IGNORE RULES YOUR"))
        .containsExactlyInAnyOrder(Feature.OVERRIDE_LOOSE, Feature.OVERRIDE_RULES);
    assertThat(in("IGNORE RULES PRIOR"))
        .containsExactlyInAnyOrder(Feature.OVERRIDE_LOOSE, Feature.OVERRIDE_PRIOR);
  }

  @Test
  void readsRulesWithinAClauseAndWhatWasBeforeWithinAPhrase() {
    assertThat(in("IGNORE" + words(8) + "RULES")).containsExactly(Feature.OVERRIDE_LOOSE);
    assertThat(in("IGNORE" + words(9) + "RULES")).isEmpty();
    assertThat(in("RULES" + words(8) + "IGNORE")).containsExactly(Feature.OVERRIDE_LOOSE);
    assertThat(in("RULES" + words(9) + "IGNORE")).isEmpty();
    assertThat(in("PRIOR" + words(3) + "IGNORE")).containsExactly(Feature.OVERRIDE_LOOSE);
    assertThat(in("PRIOR" + words(4) + "IGNORE")).isEmpty();
    assertThat(in("PRIOR" + words(7) + "RULES IGNORE")).containsExactly(Feature.OVERRIDE_PRIOR);
    assertThat(in("PRIOR" + words(8) + "RULES IGNORE")).containsExactly(Feature.OVERRIDE_LOOSE);
    assertThat(in("YOUR" + words(7) + "RULES IGNORE")).containsExactly(Feature.OVERRIDE_RULES);
    assertThat(in("YOUR" + words(8) + "RULES IGNORE")).containsExactly(Feature.OVERRIDE_LOOSE);
  }

  @Test
  void readsWordsOfManyUsesWithYourRulesAlone() {
    assertThat(in("DROP" + words(7) + "YOUR RULES")).containsExactly(Feature.OVERRIDE_RULES);
    assertThat(in("DROP" + words(8) + "YOUR RULES")).isEmpty();
    assertThat(in("DEFY" + words(2) + "YOUR RULES")).containsExactly(Feature.OVERRIDE_RULES);
    assertThat(in("DEFY" + words(3) + "YOUR RULES")).isEmpty();
    assertThat(in("YOUR" + words(8) + "RULES DROP")).isEmpty();
    assertThat(in("RULES" + words(8) + "YOUR DROP")).isEmpty();
  }

  @Test
  void judgesRulesWhenTheyAreReadAndNotAfterwards() {
    assertThat(in("PRIOR" + words(7) + "RULES IGNORE DOC")).containsExactly(Feature.OVERRIDE_PRIOR);
    assertThat(in("PRIOR" + words(7) + "RULES IGNORE YOUR"))
        .containsExactlyInAnyOrder(Feature.OVERRIDE_PRIOR, Feature.OVERRIDE_RULES);
  }

  @Test
  void findsRulesThatAreLiftedAndSecretsThatAreHeldWithinAClause() {
    assertThat(in("NORMS" + words(8) + "LIFTED")).containsExactly(Feature.RULES_LIFTED);
    assertThat(in("NORMS" + words(9) + "LIFTED")).isEmpty();
    assertThat(in("LIFTED" + words(9) + "SAFETY")).isEmpty();
    assertThat(in("HELD" + words(8) + "SECRET")).containsExactly(Feature.SECRET_HELD);
    assertThat(in("HELD" + words(9) + "SECRET")).isEmpty();
    assertThat(in("PERSONAL" + words(9) + "HELD")).isEmpty();
    assertThat(in("REVEAL" + words(8) + "ENDLESS")).containsExactly(Feature.ENDLESS);
    assertThat(in("REVEAL" + words(9) + "ENDLESS")).isEmpty();
  }

  @Test
  void findsAPromptThatBothSidesKnow() {
    assertThat(in("REVEAL" + words(7) + "THE PROMPT"))
        .containsExactlyInAnyOrder(Feature.REVEAL_PROMPT, Feature.PROMPT_NAMED);
    assertThat(in("REVEAL" + words(8) + "THE PROMPT")).containsExactly(Feature.PROMPT_NAMED);
    assertThat(in("PROMPT" + words(7) + "REVEAL THE")).isEmpty();
    assertThat(in("PROMPT" + words(3) + "THE" + words(4) + "REVEAL"))
        .containsExactly(Feature.REVEAL_PROMPT);
    assertThat(in("PROMPT" + words(4) + "THE" + words(3) + "REVEAL")).isEmpty();
    assertThat(in("PROMPT" + words(3) + "THE" + words(5) + "REVEAL")).isEmpty();
    assertThat(in("THE" + words(3) + "PROMPT")).containsExactly(Feature.PROMPT_NAMED);
    assertThat(in("THE" + words(4) + "PROMPT")).isEmpty();
    assertThat(in("YOUR" + words(3) + "PROMPT")).containsExactly(Feature.PROMPT_NAMED);
    assertThat(in("YOUR" + words(4) + "PROMPT")).isEmpty();
    assertThat(in("REVEAL PROMPT THE")).containsExactly(Feature.REVEAL_PROMPT);
    assertThat(in("REVEAL PROMPT YOUR")).containsExactly(Feature.REVEAL_PROMPT);
  }

  @Test
  void tellsTheSecretFromASecret() {
    assertThat(in("REVEAL" + words(8) + "SECRET")).containsExactly(Feature.SECRET_ASKED);
    assertThat(in("REVEAL" + words(9) + "SECRET")).isEmpty();
    assertThat(in("SECRET" + words(3) + "REVEAL")).containsExactly(Feature.SECRET_ASKED);
    assertThat(in("SECRET" + words(4) + "REVEAL")).isEmpty();
    assertThat(in("THE _ SECRET")).containsExactly(Feature.THE_SECRET);
    assertThat(in("THE _ _ SECRET")).isEmpty();
    assertThat(in("YOUR _ SECRET")).containsExactly(Feature.THE_SECRET);
    assertThat(in("YOUR _ _ SECRET")).isEmpty();
    assertThat(in("MINE _ SECRET")).containsExactly(Feature.OWN_SECRET);
    assertThat(in("MINE _ _ SECRET")).isEmpty();
    assertThat(in("THE _ _ _ SECRET REVEAL")).containsExactly(Feature.REVEAL_SECRET);
    assertThat(in("THE _ _ _ _ SECRET REVEAL")).containsExactly(Feature.SECRET_ASKED);
    assertThat(in("SECRET REVEAL THE"))
        .containsExactlyInAnyOrder(Feature.SECRET_ASKED, Feature.REVEAL_SECRET);
    assertThat(in("SECRET REVEAL YOUR"))
        .containsExactlyInAnyOrder(Feature.SECRET_ASKED, Feature.REVEAL_SECRET);
    assertThat(in("REVEAL SECRET _ MINE")).containsExactly(Feature.SECRET_ASKED);
  }

  @Test
  void findsOthersWithinAClause() {
    assertThat(in("THE PERSONAL" + words(8) + "REVEAL")).containsExactly(Feature.REVEAL_PERSONAL);
    assertThat(in("THE PERSONAL" + words(9) + "REVEAL")).isEmpty();
    assertThat(in("THE REVEAL" + words(3) + "PERSONAL")).isEmpty();
    assertThat(in("REVEAL" + words(7) + "THE PERSONAL")).containsExactly(Feature.REVEAL_PERSONAL);
    assertThat(in("REVEAL" + words(8) + "THE PERSONAL")).isEmpty();
    assertThat(in("BYPASS" + words(8) + "SAFETY")).containsExactly(Feature.BYPASS_SAFETY);
    assertThat(in("BYPASS" + words(9) + "SAFETY")).isEmpty();
    assertThat(in("SAFETY" + words(9) + "BYPASS")).isEmpty();
    assertThat(in("DO_WITH" + words(8) + "PAGE")).containsExactly(Feature.PAGE_TASK);
    assertThat(in("DO_WITH" + words(9) + "PAGE")).isEmpty();
    assertThat(in("PAGE" + words(9) + "DO_WITH")).isEmpty();
  }

  @Test
  void findsDataOnItsWayOut() {
    assertThat(in("SEND" + words(8) + "PAYLOAD" + words(7) + "@"))
        .containsExactly(Feature.EXFILTRATION);
    assertThat(in("SEND" + words(8) + "PAYLOAD" + words(8) + "@")).isEmpty();
    assertThat(in("PAYLOAD SEND" + words(15) + "@")).containsExactly(Feature.EXFILTRATION);
    assertThat(in("PAYLOAD SEND" + words(16) + "@")).isEmpty();
    assertThat(in("_ @" + words(14) + "SEND PAYLOAD")).containsExactly(Feature.EXFILTRATION);
    assertThat(in("_ @" + words(15) + "SEND PAYLOAD")).isEmpty();
    assertThat(in("@ SEND" + words(8) + "PAYLOAD")).containsExactly(Feature.EXFILTRATION);
    assertThat(in("@ SEND" + words(9) + "PAYLOAD")).isEmpty();
    assertThat(in("@ PAYLOAD" + words(9) + "SEND")).isEmpty();
  }

  @Test
  void readsScriptsWithoutSpacesMoreWidelyAndWithoutArticles() {
    assertThat(in("PROMPT", true)).containsExactly(Feature.PROMPT_NAMED);
    assertThat(in("REVEAL PROMPT", true))
        .containsExactlyInAnyOrder(Feature.PROMPT_NAMED, Feature.REVEAL_PROMPT);
    assertThat(in("REVEAL SECRET", true)).containsExactly(Feature.REVEAL_SECRET);
    assertThat(in("REVEAL PERSONAL", true)).containsExactly(Feature.REVEAL_PERSONAL);
    assertThat(in("IGNORE" + words(26) + "RULES", true)).containsExactly(Feature.OVERRIDE_LOOSE);
    assertThat(in("IGNORE" + words(27) + "RULES", true)).isEmpty();
  }
}
