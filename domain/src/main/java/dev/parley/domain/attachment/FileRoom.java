package dev.parley.domain.attachment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Divides the room that a prompt has for files among them. Short files are shown whole; of long
 * ones the piece that they begin with, so that a model knows what it reads, and those that fit the
 * question best. Nobody's long file takes the room of a short one.
 *
 * @param costs of each file the tokens of its pieces, in reading order
 * @param tokens the room there is
 */
public record FileRoom(List<List<Integer>> costs, int tokens) {
  public FileRoom {
    costs = costs.stream().map(List::copyOf).toList();
  }

  /** A piece of a file, both counted from 0. */
  public record Place(int file, int piece) {}

  /**
   * The files that are shown whole: all if all fit. Otherwise each in turn, the shortest first,
   * that takes no more than its share of what is left, so that the others have at least as much.
   */
  public Set<Integer> whole() {
    List<Integer> shortestFirst =
        IntStream.range(0, costs.size())
            .boxed()
            .sorted(Comparator.comparingLong(this::cost))
            .toList();
    Set<Integer> whole = new HashSet<>();
    long left = tokens;
    for (int file : shortestFirst) {
      long share = left / (costs.size() - whole.size());
      if (cost(file) > share) {
        return whole;
      }
      left -= cost(file);
      whole.add(file);
    }
    return whole;
  }

  /**
   * What is shown, in reading order: of {@link #whole} files everything, of the others as much as
   * fits.
   *
   * @param ranking of the pieces of long files, best first; each once
   * @param most pieces of long files, however much room there is
   */
  public List<Place> taken(List<Place> ranking, int most) {
    Set<Integer> whole = whole();
    List<Place> taken = new ArrayList<>();
    List<Place> wanted = new ArrayList<>();
    long left = tokens;
    for (int file = 0; file < costs.size(); file++) {
      if (whole.contains(file)) {
        for (int piece = 0; piece < costs.get(file).size(); piece++) {
          taken.add(new Place(file, piece));
        }
        left -= cost(file);
      } else if (!costs.get(file).isEmpty()) {
        wanted.add(new Place(file, 0));
      }
    }
    ranking.stream()
        .filter(place -> !whole.contains(place.file()) && place.piece() > 0)
        .forEach(wanted::add);
    int excerpts = 0;
    for (Place place : wanted) {
      int cost = costs.get(place.file()).get(place.piece());
      if (excerpts < most && cost <= left) {
        taken.add(place);
        left -= cost;
        excerpts++;
      }
    }
    taken.sort(Comparator.comparingInt(Place::file).thenComparingInt(Place::piece));
    return taken;
  }

  private long cost(int file) {
    return costs.get(file).stream().mapToLong(Integer::longValue).sum();
  }
}
