package dev.parley.domain.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.attachment.FileRoom.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FileRoomProperties {
  private static final String SEED = "26";

  @Provide
  Arbitrary<List<List<Integer>>> files() {
    return Arbitraries.integers().between(1, 200).list().ofMaxSize(12).list().ofMaxSize(6);
  }

  private static List<Place> everyPlace(List<List<Integer>> costs, long seed) {
    List<Place> places = new ArrayList<>();
    for (int file = 0; file < costs.size(); file++) {
      for (int piece = 0; piece < costs.get(file).size(); piece++) {
        places.add(new Place(file, piece));
      }
    }
    Collections.shuffle(places, new Random(seed));
    return places;
  }

  private static int cost(List<List<Integer>> costs, Place place) {
    return costs.get(place.file()).get(place.piece());
  }

  private static int cost(List<List<Integer>> costs, int file) {
    return costs.get(file).stream().mapToInt(Integer::intValue).sum();
  }

  @Property(seed = SEED)
  void takesNoMoreThanThereIsRoomFor(
      @ForAll("files") List<List<Integer>> costs,
      @ForAll @IntRange(max = 3_000) int room,
      @ForAll @IntRange(max = 40) int most,
      @ForAll long seed) {
    FileRoom files = new FileRoom(costs, room);
    List<Place> taken = files.taken(everyPlace(costs, seed), most);

    assertThat(taken.stream().mapToInt(place -> cost(costs, place)).sum())
        .isLessThanOrEqualTo(room);
    assertThat(taken)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.comparingInt(Place::file).thenComparingInt(Place::piece));
    assertThat(taken.stream().filter(place -> !files.whole().contains(place.file())).count())
        .isLessThanOrEqualTo(most);
  }

  @Property(seed = SEED)
  void showsWholeFilesWhole(
      @ForAll("files") List<List<Integer>> costs,
      @ForAll @IntRange(max = 3_000) int room,
      @ForAll long seed) {
    FileRoom files = new FileRoom(costs, room);
    List<Place> taken = files.taken(everyPlace(costs, seed), 40);

    for (int file : files.whole()) {
      assertThat(taken.stream().filter(place -> place.file() == file))
          .hasSize(costs.get(file).size());
    }
  }

  @Property(seed = SEED)
  void showsEverythingWhereEverythingFits(@ForAll("files") List<List<Integer>> costs) {
    int all = costs.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();

    assertThat(new FileRoom(costs, all).whole()).hasSize(costs.size());
    assertThat(new FileRoom(costs, all).taken(List.of(), 0))
        .hasSameElementsAs(everyPlace(costs, 0));
  }

  @Property(seed = SEED)
  void keepsNoShortFileBackForALongOne(
      @ForAll("files") List<List<Integer>> costs, @ForAll @IntRange(max = 3_000) int room) {
    Set<Integer> whole = new FileRoom(costs, room).whole();
    int longestWhole = whole.stream().mapToInt(file -> cost(costs, file)).max().orElse(0);

    for (int file = 0; file < costs.size(); file++) {
      if (!whole.contains(file)) {
        assertThat(cost(costs, file)).isGreaterThanOrEqualTo(longestWhole);
      }
      if (cost(costs, file) <= room / Math.max(1, costs.size())) {
        assertThat(whole).contains(file);
      }
    }
  }

  @Example
  void beginsALongFileAndGoesOnWithWhatFitsBest() {
    FileRoom files = new FileRoom(List.of(List.of(10, 10), List.of(50, 50, 50, 50, 50)), 180);

    assertThat(files.whole()).containsExactly(0);
    assertThat(
            files.taken(
                List.of(new Place(1, 3), new Place(1, 0), new Place(1, 2), new Place(1, 4)), 40))
        .containsExactly(
            new Place(0, 0), new Place(0, 1), new Place(1, 0), new Place(1, 2), new Place(1, 3));
    assertThat(files.taken(List.of(new Place(1, 3), new Place(1, 2)), 2))
        .containsExactly(new Place(0, 0), new Place(0, 1), new Place(1, 0), new Place(1, 3));
  }
}
