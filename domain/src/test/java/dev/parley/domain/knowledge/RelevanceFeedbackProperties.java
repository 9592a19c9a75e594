package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.parley.domain.knowledge.RelevanceFeedback.Source;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RelevanceFeedbackProperties {
  private final Map<String, Integer> question = Map.of("span", 1);

  private static double alike(String word) {
    return 1;
  }

  @Provide
  Arbitrary<Map<String, Integer>> words() {
    return Arbitraries.maps(
            Arbitraries.strings().withCharRange('a', 'f').ofLength(1),
            Arbitraries.integers().between(1, 9))
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<Source>> sources() {
    return words()
        .flatMap(
            words ->
                Arbitraries.doubles().between(0.01, 5).map(weight -> new Source(words, weight)))
        .list()
        .ofMaxSize(5);
  }

  @Property
  void weightsAddUpToOneAndOwnWordsKeepTheirPart(
      @ForAll("words") Map<String, Integer> asked, @ForAll("sources") List<Source> sources) {
    Map<String, Double> widened =
        RelevanceFeedback.widen(asked, sources, RelevanceFeedbackProperties::alike);

    assertThat(sum(widened)).isEqualTo(1, within(1e-9));
    assertThat(widened.keySet()).containsAll(asked.keySet());
    double own = asked.keySet().stream().mapToDouble(widened::get).sum();
    assertThat(own).isGreaterThanOrEqualTo(RelevanceFeedback.OWN_WORDS - 1e-9);
    assertThat(widened.values()).allSatisfy(weight -> assertThat(weight).isPositive());
  }

  @Property
  void onlyTheProportionOfWeightsMatters(
      @ForAll("words") Map<String, Integer> asked, @ForAll("sources") List<Source> sources) {
    List<Source> doubled =
        sources.stream().map(source -> new Source(source.words(), source.weight() * 2)).toList();

    Map<String, Double> widened =
        RelevanceFeedback.widen(asked, doubled, RelevanceFeedbackProperties::alike);

    RelevanceFeedback.widen(asked, sources, RelevanceFeedbackProperties::alike)
        .forEach((word, weight) -> assertThat(widened.get(word)).isEqualTo(weight, within(1e-9)));
  }

  @Example
  void withoutSourcesWordsWeighAsOftenAsTheyAreAsked() {
    assertThat(
            RelevanceFeedback.widen(
                Map.of("span", 3, "bridge", 1), List.of(), RelevanceFeedbackProperties::alike))
        .containsEntry("span", 0.75)
        .containsEntry("bridge", 0.25)
        .hasSize(2);
  }

  @Example
  void wordsOfHeavierAndShorterSourcesWeighMore() {
    Map<String, Double> widened =
        RelevanceFeedback.widen(
            question,
            List.of(
                new Source(Map.of("arch", 1), 3), new Source(Map.of("girder", 1, "paint", 1), 1)),
            RelevanceFeedbackProperties::alike);

    assertThat(widened.get("span")).isEqualTo(0.6, within(1e-9));
    assertThat(widened.get("arch")).isEqualTo(0.4 * 3 / 4, within(1e-9));
    assertThat(widened.get("girder")).isEqualTo(0.4 / 8, within(1e-9));
  }

  @Example
  void aWordOfQuestionAndSourceAddsUp() {
    Map<String, Double> widened =
        RelevanceFeedback.widen(
            question,
            List.of(new Source(Map.of("span", 1, "arch", 1), 1)),
            RelevanceFeedbackProperties::alike);

    assertThat(widened.get("span")).isEqualTo(0.8, within(1e-9));
  }

  @Example
  void takesTheRarestOfEquallyFrequentWords() {
    Map<String, Integer> many =
        IntStream.range(0, 30).boxed().collect(Collectors.toMap(i -> "w" + i, i -> 1));

    Map<String, Double> widened =
        RelevanceFeedback.widen(
            question, List.of(new Source(many, 1)), word -> Integer.parseInt(word.substring(1)));

    assertThat(widened).hasSize(1 + RelevanceFeedback.WORDS).containsKeys("w29", "w10");
    assertThat(widened).doesNotContainKeys("w9", "w0");
  }

  @Example
  void takesNoWordThatIsNotRareAtAll() {
    assertThat(
            RelevanceFeedback.widen(question, List.of(new Source(Map.of("the", 5), 1)), word -> 0))
        .containsOnly(Map.entry("span", 1.0));
  }

  @Example
  void refusesSourcesWithoutWeight() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Source(Map.of("arch", 1), 0))
        .withMessage("weight: 0.0 (expected: above 0)");
  }

  private static double sum(Map<String, Double> weights) {
    return weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
