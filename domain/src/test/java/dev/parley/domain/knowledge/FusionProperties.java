package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.knowledge.Fusion.Fused;
import dev.parley.domain.knowledge.Fusion.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusionProperties {
  private static final String SEED = "26";
  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  @Provide
  Arbitrary<List<Integer>> rankings() {
    return Arbitraries.integers().between(0, 30).list().uniqueElements().ofMaxSize(20);
  }

  @Example
  void addsTheReciprocalRanksOfBothLists() {
    List<Fused<String>> fused =
        Fusion.reciprocalRank(List.of("a", "b"), List.of("b", "c"), Fusion.DEFAULT_K);

    assertThat(fused).extracting(Fused::item).containsExactly("b", "a", "c");
    assertThat(fused.get(0).score()).isCloseTo(1.0 / 62 + 1.0 / 61, EXACT);
    assertThat(fused.get(0).ranks()).isEqualTo(new LegRanks(2, 1));
    assertThat(fused.get(1).ranks()).isEqualTo(new LegRanks(1, null));
    assertThat(fused.get(2).ranks()).isEqualTo(new LegRanks(null, 2));
  }

  @Example
  void stretchesTheScoresOfOtherModelsToThoseOfTheFirst() {
    List<Scored<String>> first = List.of(new Scored<>("a", 0.9), new Scored<>("b", 0.5));
    List<Scored<String>> second =
        List.of(new Scored<>("c", 0.3), new Scored<>("d", 0.2), new Scored<>("e", 0.1));

    List<Scored<String>> one = Fusion.asOne(List.of(List.of(), first, second), 9);

    assertThat(one).extracting(Scored::item).containsExactly("a", "c", "d", "b", "e");
    assertThat(one.get(1).score()).isCloseTo(0.9, EXACT);
    assertThat(one.get(2).score()).isCloseTo(0.7, EXACT);
    assertThat(one.get(4).score()).isCloseTo(0.5, EXACT);
    assertThat(Fusion.asOne(List.of(first, second), 2)).hasSize(2);
    assertThat(Fusion.asOne(List.of(first, List.of(new Scored<>("f", 0.1))), 9).get(1))
        .isEqualTo(new Scored<>("f", 0.9));
    assertThat(Fusion.asOne(List.of(second, List.<Scored<String>>of()), 9)).isEqualTo(second);
    assertThat(Fusion.asOne(List.<List<Scored<String>>>of(), 9)).isEmpty();
  }

  @Example
  void prefersTheSemanticListWhereScoresAreEqual() {
    assertThat(Fusion.reciprocalRank(List.of("a"), List.of("b"), Fusion.DEFAULT_K))
        .extracting(Fused::item)
        .containsExactly("a", "b");
  }

  @Property(seed = SEED)
  void holdsEveryItemOfEitherListOnce(
      @ForAll("rankings") List<Integer> semantic, @ForAll("rankings") List<Integer> keyword) {
    Set<Integer> union = new HashSet<>(semantic);
    union.addAll(keyword);

    assertThat(fused(semantic, keyword))
        .extracting(Fused::item)
        .containsExactlyInAnyOrderElementsOf(union);
  }

  @Property(seed = SEED)
  void isOrderedByScore(
      @ForAll("rankings") List<Integer> semantic, @ForAll("rankings") List<Integer> keyword) {
    assertThat(fused(semantic, keyword))
        .extracting(Fused::score)
        .isSortedAccordingTo((one, other) -> Double.compare(other, one));
  }

  @Property(seed = SEED)
  void scoresTheSameWithTheListsExchanged(
      @ForAll("rankings") List<Integer> semantic, @ForAll("rankings") List<Integer> keyword) {
    Map<Integer, Double> exchanged = scores(fused(keyword, semantic));

    scores(fused(semantic, keyword))
        .forEach((item, score) -> assertThat(exchanged.get(item)).isCloseTo(score, EXACT));
  }

  @Property(seed = SEED)
  void ranksAnItemAboveOthersThatItPrecedesInBothLists(
      @ForAll("rankings") List<Integer> semantic, @ForAll("rankings") List<Integer> keyword) {
    List<Integer> order = fused(semantic, keyword).stream().map(Fused::item).toList();
    for (int better : semantic) {
      for (int worse : semantic.subList(semantic.indexOf(better) + 1, semantic.size())) {
        int behind = keyword.indexOf(worse);
        int ahead = keyword.indexOf(better);
        if (ahead >= 0 && (behind < 0 || ahead < behind)) {
          assertThat(order.indexOf(better)).isLessThan(order.indexOf(worse));
        }
      }
    }
  }

  @Property(seed = SEED)
  void keepsTheOrderOfOneListAlone(@ForAll("rankings") List<Integer> ranking) {
    assertThat(fused(ranking, List.of())).extracting(Fused::item).isEqualTo(ranking);
    assertThat(fused(List.of(), ranking)).extracting(Fused::item).isEqualTo(ranking);
    assertThat(fused(ranking, ranking)).extracting(Fused::item).isEqualTo(ranking);
  }

  @Example
  void addsWeightedScoresAfterScalingThem() {
    List<Fused<String>> fused =
        Fusion.weighted(
            List.of(new Scored<>("a", 0.9), new Scored<>("b", 0.5), new Scored<>("c", 0.1)),
            List.of(new Scored<>("b", 12), new Scored<>("d", 4)),
            0.75,
            ScoreNormalisation.MIN_MAX);

    assertThat(fused).extracting(Fused::item).containsExactly("a", "b", "c", "d");
    assertThat(fused.get(0).score()).isCloseTo(0.75, EXACT);
    assertThat(fused.get(1).score()).isCloseTo(0.75 * 0.5 + 0.25, EXACT);
    assertThat(fused.get(1).ranks()).isEqualTo(new LegRanks(2, 1));
    assertThat(fused.get(2).score()).isZero();
    assertThat(fused.get(3).ranks()).isEqualTo(new LegRanks(null, 2));
  }

  @Example
  void scalesFromTheLowestScoreThereCanBe() {
    List<Fused<String>> fused =
        Fusion.weighted(
            List.of(new Scored<>("a", 0.5), new Scored<>("b", 0.2)),
            List.of(new Scored<>("c", 8), new Scored<>("b", 2)),
            0.5,
            ScoreNormalisation.THEORETICAL);

    assertThat(scoreOf(fused, "a")).isCloseTo(0.5 + 0.5 * 0.25, EXACT);
    assertThat(scoreOf(fused, "b")).isCloseTo(0.5 * 0.8 + 0.5 * 0.25, EXACT);
    // What the semantic list lacks counts as its worst.
    assertThat(scoreOf(fused, "c")).isCloseTo(0.5 * 0.8 + 0.5, EXACT);
  }

  @Example
  void countsNothingWhereAListHoldsEverythingThatItsSearchFound() {
    List<Scored<String>> semantic = List.of(new Scored<>("a", 0.5), new Scored<>("b", 0.2));
    List<Scored<String>> keyword = List.of(new Scored<>("b", 8));
    for (ScoreNormalisation each :
        List.of(ScoreNormalisation.THEORETICAL, ScoreNormalisation.MIN_MAX)) {
      List<Fused<String>> whole = Fusion.weighted(semantic, keyword, 0.75, each, 2);
      List<Fused<String>> cutOff = Fusion.weighted(semantic, keyword, 0.75, each, 1);

      assertThat(scoreOf(whole, "a")).isCloseTo(0.75, EXACT);
      assertThat(scoreOf(cutOff, "a")).isCloseTo(0.75 + 0.25, EXACT);
      assertThat(scoreOf(whole, "b")).isCloseTo(scoreOf(cutOff, "b"), EXACT);
    }
  }

  @Property(seed = SEED)
  void scoresFromNothingToOne(
      @ForAll("rankings") List<Integer> semantic,
      @ForAll("rankings") List<Integer> keyword,
      @ForAll @DoubleRange(min = 0, max = 1) double weight,
      @ForAll @IntRange(max = 21) int depth) {
    assertThat(
            Fusion.weighted(
                scored(semantic), scored(keyword), weight, ScoreNormalisation.THEORETICAL, depth))
        .extracting(Fused::score)
        .allSatisfy(score -> assertThat(score).isBetween(0.0, 1 + 1e-12))
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  private static double scoreOf(List<Fused<String>> fused, String item) {
    return fused.stream().filter(f -> f.item().equals(item)).findFirst().orElseThrow().score();
  }

  @Example
  void normalisesScores() {
    double[] scores = {4, 1, 1};

    assertThat(ScoreNormalisation.MIN_MAX.of(scores, 0)).containsExactly(1, 0, 0);
    assertThat(ScoreNormalisation.THEORETICAL.of(scores, 0)).containsExactly(1, 0.25, 0.25);
    assertThat(ScoreNormalisation.Z_SCORE.of(scores, 0))
        .containsExactly(new double[] {Math.sqrt(2), -Math.sqrt(0.5), -Math.sqrt(0.5)}, EXACT);
    assertThat(ScoreNormalisation.MIN_MAX.of(new double[] {3, 3}, 0)).containsExactly(1, 1);
    assertThat(ScoreNormalisation.THEORETICAL.of(new double[] {0}, 0)).containsExactly(1);
    assertThat(ScoreNormalisation.Z_SCORE.of(new double[] {3, 3}, 0)).containsExactly(0, 0);
    for (ScoreNormalisation each : ScoreNormalisation.values()) {
      assertThat(each.of(new double[0], 0)).isEmpty();
    }
  }

  @Property(seed = SEED)
  void keepsTheOrderOfTheListThatHasAllTheWeight(
      @ForAll("rankings") List<Integer> semantic,
      @ForAll("rankings") List<Integer> keyword,
      @ForAll ScoreNormalisation normalisation) {
    List<Fused<Integer>> bySemantic =
        Fusion.weighted(scored(semantic), scored(keyword), 1, normalisation);
    List<Fused<Integer>> byKeyword =
        Fusion.weighted(scored(semantic), scored(keyword), 0, normalisation);

    // The worst of a list shares its score with what the list lacks.
    List<Integer> best = semantic.subList(0, Math.max(0, semantic.size() - 1));
    assertThat(bySemantic.stream().map(Fused::item).limit(best.size()).toList()).isEqualTo(best);
    List<Integer> bestWords = keyword.subList(0, Math.max(0, keyword.size() - 1));
    assertThat(byKeyword.stream().map(Fused::item).limit(bestWords.size()).toList())
        .isEqualTo(bestWords);
  }

  private static List<Scored<Integer>> scored(List<Integer> ranking) {
    List<Scored<Integer>> scored = new ArrayList<>();
    for (int item : ranking) {
      scored.add(new Scored<>(item, 0.9 - 0.04 * scored.size()));
    }
    return scored;
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void refusesWeightsThatAreNoShare(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fusion.weighted(List.of(), List.of(), weight, ScoreNormalisation.MIN_MAX))
        .withMessageContaining("weight: " + weight);
  }

  private static List<Fused<Integer>> fused(List<Integer> semantic, List<Integer> keyword) {
    return Fusion.reciprocalRank(semantic, keyword, Fusion.DEFAULT_K);
  }

  private static Map<Integer, Double> scores(List<Fused<Integer>> fused) {
    return fused.stream().collect(Collectors.toMap(Fused::item, Fused::score));
  }
}
