package dev.parley.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryComplexityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello there | SIMPLE",
        "When does the shop open? | SIMPLE",
        "Why is it closed? | SIMPLE",
        "Why is it closed? And when does it open? | MODERATE",
        "How do plans A and B compare? | MODERATE",
        "Explain why 3 of 12 calls cost 40 cents. | MODERATE",
        "Compare plans 1, 2, 3; explain the difference in price, and why. | COMPLEX",
        "Why does ```x``` fail? | COMPLEX",
        "warum ist [a] = {b}? | COMPLEX"
      })
  void judgesByShape(String question, Complexity complexity) {
    assertThat(QueryComplexity.of(question)).isEqualTo(complexity);
  }

  @ParameterizedTest
  @CsvSource({"30, 0", "31, 1", "100, 1", "101, 2", "300, 2", "301, 4"})
  void givesPointsForLength(int words, int points) {
    assertThat(QueryComplexity.points("word ".repeat(words))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "4, 1", "8, 1", "9, 2"})
  void givesPointsForClauses(int clauses, int points) {
    assertThat(QueryComplexity.points("x, ".repeat(clauses))).isEqualTo(points);
    assertThat(QueryComplexity.points("，".repeat(clauses))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 1"})
  void givesPointsForQuestions(int questions, int points) {
    assertThat(QueryComplexity.points("x？ ".repeat(questions))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 2"})
  void givesPointsForWordsThatAskForThought(int words, int points) {
    assertThat(QueryComplexity.points("Pourquoi ".repeat(words))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "3, 1"})
  void givesPointsForNumbers(int numbers, int points) {
    assertThat(QueryComplexity.points("12 ".repeat(numbers) + "a1 b2 c3 d4")).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "4, 3"})
  void givesPointsForCode(int symbols, int points) {
    assertThat(QueryComplexity.points("$ ".repeat(symbols))).isEqualTo(points);
  }

  @Test
  void takesOneBackTickForAWord() {
    assertThat(QueryComplexity.points("`x`")).isZero();
    assertThat(QueryComplexity.points("```x")).isEqualTo(3);
  }

  @Test
  void looksAtAllOfAWordOutsideTheBasicPlane() {
    assertThat(QueryComplexity.points("𝐰𝐡𝐲 ".repeat(31))).isEqualTo(1);
    assertThat(QueryComplexity.of("")).isEqualTo(Complexity.SIMPLE);
  }

  @Property(seed = "74", tries = 300)
  void neverNeedsLessForMore(@ForAll String one, @ForAll String other) {
    assertThat(QueryComplexity.points(one + "\n" + other))
        .isGreaterThanOrEqualTo(QueryComplexity.points(one));
  }
}
