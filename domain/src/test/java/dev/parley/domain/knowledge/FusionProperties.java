package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.Fusion.Fused;
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
import org.assertj.core.data.Offset;

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

  private static List<Fused<Integer>> fused(List<Integer> semantic, List<Integer> keyword) {
    return Fusion.reciprocalRank(semantic, keyword, Fusion.DEFAULT_K);
  }

  private static Map<Integer, Double> scores(List<Fused<Integer>> fused) {
    return fused.stream().collect(Collectors.toMap(Fused::item, Fused::score));
  }
}
