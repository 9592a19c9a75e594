package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.domain.guardrail.injection.Lexicon.Hit;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LexiconTest {
  private final Lexicon words =
      Lexicon.of(
          List.of("IGNORE\tforget,forget-me_not,ignor*", "RULES\tdo not,Règles,правил*,指令"), false);

  private static Hit at(Lexicon lexicon, String text, int start, boolean bounded) {
    Hit hit = new Hit();
    lexicon.at(text, start, bounded, hit);
    return hit;
  }

  private void assertFinds(String text, Term term, int end) {
    Hit hit = at(words, text, 0, true);
    assertThat(hit.terms).as(text).isEqualTo(term.bit());
    assertThat(hit.end).as(text).isEqualTo(end);
  }

  @Test
  void findsTermsBetweenBoundariesOfWords() {
    assertFinds("forget", Term.IGNORE, 6);
    assertFinds("forget it", Term.IGNORE, 6);
    assertFinds("forget.", Term.IGNORE, 6);
    assertThat(at(words, "forgets", 0, true).terms).isZero();
    assertThat(at(words, "forget7", 0, true).terms).isZero();
    assertThat(at(words, "forge", 0, true).terms).isZero();
    assertThat(at(words, "", 0, true).terms).isZero();
  }

  @Test
  void findsTermsThatBeginAtThePlaceAlone() {
    Hit hit = at(words, "now forget", 4, true);

    assertThat(hit.terms).isEqualTo(Term.IGNORE.bit());
    assertThat(hit.end).isEqualTo(10);
    assertThat(at(words, "now forget", 0, true).terms).isZero();
    assertThat(at(words, "now forget", 0, true).end).isZero();
    assertThat(at(words, "now forget", 5, true).end).isEqualTo(5);
  }

  @Test
  void needsNoBoundaryWhereNoneIsAskedFor() {
    assertThat(at(words, "forgets", 0, false).end).isEqualTo(6);
    assertFinds("指令は", Term.RULES, 2);
  }

  @Test
  void takesLinesAndJoiningSignsForSpaces() {
    for (String gap : List.of(" ", "\n", "-", "_")) {
      assertFinds("forget" + gap + "me" + gap + "not", Term.IGNORE, 13);
      assertFinds("do" + gap + "not", Term.RULES, 6);
    }
    assertThat(at(words, "do+not", 0, true).terms).isZero();
  }

  @Test
  void endsWithTheLongestTerm() {
    assertFinds("forget me now", Term.IGNORE, 6);
    assertFinds("forget me not", Term.IGNORE, 13);
  }

  @Test
  void findsEveryWordThatAnOpenTermBegins() {
    assertFinds("ignored", Term.IGNORE, 5);
    assertFinds("ignor", Term.IGNORE, 5);
    assertFinds("правила", Term.RULES, 6);
    assertThat(at(words, "igno", 0, true).terms).isZero();
    assertThat(at(words, "прави", 0, true).terms).isZero();
    assertThat(at(words, "пр", 0, true).steps).isEqualTo(2);
    assertThat(at(words, "пя", 0, true).steps).isEqualTo(2);
  }

  @Test
  void findsTermsBeyondAscii() {
    Lexicon edge = Lexicon.of(List.of("RULES\ta\u0080b,a\u007Fc"), false);

    for (String term : List.of("a\u0080b", "a\u007Fc")) {
      assertThat(at(edge, term, 0, true).terms).isEqualTo(Term.RULES.bit());
    }
    assertThat(at(edge, "a\u0081b", 0, true).terms).isZero();
    assertThat(at(words, "指示", 0, true).terms).isZero();
  }

  @Test
  void foldsItsTermsAsTextsAre() {
    assertFinds("regles", Term.RULES, 6);
  }

  @Test
  void collectsWhatAWordStandsFor() {
    Lexicon both = Lexicon.of(List.of("IGNORE\tdrop*,cut", "RULES\tcut,dropped"), false);

    assertThat(at(both, "cut", 0, true).terms).isEqualTo(Term.IGNORE.bit() | Term.RULES.bit());
    assertThat(at(both, "dropped", 0, true).terms).isEqualTo(Term.IGNORE.bit() | Term.RULES.bit());
    assertThat(at(both, "dropped", 0, true).end).isEqualTo(7);
  }

  @Test
  void walksNoFurtherThanATermGoes() {
    assertThat(at(words, "x", 0, true).steps).isEqualTo(1);
    assertThat(at(words, "fox", 0, true).steps).isEqualTo(3);
    assertThat(at(words, "ignored", 0, true).steps).isEqualTo(6);

    Hit hit = new Hit();
    words.at("forget", 0, true, hit);
    words.at("x", 0, true, hit);
    assertThat(hit.terms).isZero();
    assertThat(hit.end).isZero();
    assertThat(hit.steps).isEqualTo(1);
  }

  @Test
  void joinsTermsForTextThatHasLostItsSpaces() {
    Lexicon joined = Lexicon.of(List.of("RULES\tdo not,do it,r u l e,rulings*"), true);

    assertThat(at(joined, "donotgo", 0, false).terms).isEqualTo(Term.RULES.bit());
    assertThat(at(joined, "donotgo", 0, false).end).isEqualTo(5);
    // Four characters are in too many words.
    assertThat(at(joined, "doit", 0, false).terms).isZero();
    assertThat(at(joined, "rule", 0, false).terms).isZero();
    assertThat(at(joined, "rulings", 0, false).terms).isEqualTo(Term.RULES.bit());
    // Where words run together, an open term is one like the others.
    assertThat(at(joined, "rulings", 0, true).terms).isEqualTo(Term.RULES.bit());
    assertThat(at(joined, "rulingsx", 0, true).terms).isZero();
  }

  @Test
  void refusesTermsThatAreEmptyOrTooLong() {
    String longest = "a".repeat(Lexicon.LONGEST_TERM);

    assertThatCode(() -> Lexicon.of(List.of("RULES\t" + longest), false))
        .doesNotThrowAnyException();
    assertThatIllegalStateException()
        .isThrownBy(() -> Lexicon.of(List.of("RULES\t" + longest + "a"), false))
        .withMessage("term: '" + longest + "a' (expected: 1..40 characters)");
    assertThatIllegalStateException()
        .isThrownBy(() -> Lexicon.of(List.of("RULES\ta,,b"), false))
        .withMessageContaining("term: ''");
    assertThatIllegalStateException()
        .isThrownBy(() -> Lexicon.of(List.of("RULES\t*"), false))
        .withMessageContaining("term: '*'");
  }

  @Test
  void leavesCommentsAndBlankLinesOfAResourceOut() {
    assertThat(Lexicon.lines("weights-user.tsv"))
        .noneMatch(line -> line.startsWith("#"))
        .hasSize(Feature.count() + 2);
    assertThat(Lexicon.lines("lines.txt")).containsExactly("one\ttwo", " # three");
    assertThatIllegalStateException()
        .isThrownBy(() -> Lexicon.lines("none.tsv"))
        .withMessage("resource: none.tsv (expected: in the jar)");
  }

  @Test
  void knowsWordsOfEveryTerm() {
    List<String> lines =
        StreamSupport.stream(Lexicon.lines("lexicon.tsv").spliterator(), false).toList();

    assertThat(Term.values()).hasSize(Term.count());
    for (Term term : Term.values()) {
      assertThat(lines).as(term.name()).anyMatch(line -> line.startsWith(term + "\t"));
    }
    assertThat(at(Lexicon.words(), "system prompt", 0, true).terms & Term.PROMPT.bit())
        .isPositive();
    assertThat(at(Lexicon.joined(), "systemprompt", 0, false).terms & Term.PROMPT.bit())
        .isPositive();
  }
}
