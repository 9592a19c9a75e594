package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TermPlacesTest {
  private final TermPlaces places = new TermPlaces();

  private void readWords(int count) {
    for (int i = 0; i < count; i++) {
      places.read(0);
    }
  }

  @Test
  void countsTokensAndWhatWasReadAtThem() {
    places.read(Term.IGNORE.bit() | Term.RULES.bit());
    places.read(Term.RULES.bit());
    readWords(1);

    assertThat(places.tokens()).isEqualTo(3);
    assertThat(places.seen(Term.IGNORE)).isEqualTo(1);
    assertThat(places.seen(Term.RULES)).isEqualTo(2);
    assertThat(places.seen(Term.DOC)).isZero();
    assertThat(places.has(Term.IGNORE)).isTrue();
    assertThat(places.has(Term.DOC)).isFalse();
  }

  @Test
  void isNearAsFarAsTheDistanceReaches() {
    places.read(Term.IGNORE.bit());
    readWords(4);
    assertThat(places.near(Term.IGNORE, 4)).isTrue();
    assertThat(places.near(Term.IGNORE, 3)).isFalse();
    assertThat(places.near(1, 4)).isTrue();
    assertThat(places.near(1, 3)).isFalse();

    places.read(Term.IGNORE.bit());
    assertThat(places.near(Term.IGNORE, 0)).isTrue();
  }

  @Test
  void isNeverNearWhatWasNotRead() {
    readWords(3);

    assertThat(places.near(Term.IGNORE, 900_000)).isFalse();
    assertThat(places.near(TermPlaces.NEVER, 900_000)).isFalse();
  }

  @Test
  void reachesThreeTimesAsFarInScriptsWithoutSpaces() {
    places.read(Term.IGNORE.bit());
    readWords(12);
    assertThat(places.isStretched()).isFalse();
    assertThat(places.near(Term.IGNORE, 4)).isFalse();

    places.stretch();
    assertThat(places.isStretched()).isTrue();
    assertThat(places.near(Term.IGNORE, 4)).isTrue();
    readWords(1);
    assertThat(places.near(Term.IGNORE, 4)).isFalse();
  }

  @Test
  void measuresTheGapBetweenLastPlacesEitherWay() {
    places.read(Term.IGNORE.bit());
    places.read(Term.RULES.bit());
    readWords(2);
    places.read(Term.IGNORE.bit());

    assertThat(places.gap(Term.IGNORE, Term.RULES)).isEqualTo(3);
    assertThat(places.gap(Term.RULES, Term.IGNORE)).isEqualTo(3);
    assertThat(places.gap(Term.IGNORE, Term.IGNORE)).isZero();
    assertThat(places.gap(Term.IGNORE, Term.DOC)).isEqualTo(5 - TermPlaces.NEVER);
  }
}
