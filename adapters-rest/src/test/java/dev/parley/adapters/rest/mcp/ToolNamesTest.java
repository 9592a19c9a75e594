package dev.parley.adapters.rest.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ToolNamesTest {
  private record Thing(String title, UUID id) {}

  private static Thing thing(String title, String end) {
    return new Thing(title, UUID.fromString("01990000-0000-7000-8000-0000" + end));
  }

  private static Map<String, Thing> named(List<Thing> things) {
    return ToolNames.of("search_", things, thing -> ToolNames.word(thing.title()), Thing::id);
  }

  @ParameterizedTest
  @CsvSource({
    "Handbooks, handbooks",
    "  Pump & Valve – 2nd ed.  , pump_valve_2nd_ed",
    "Übersicht für Ämter, ubersicht_fur_amter",
    "ﬁle №1, file_no1",
    "Руководство, ''",
    "___, ''",
    "'', ''"
  })
  void makesAWordOfAnyTitle(String title, String word) {
    assertThat(ToolNames.word(title)).isEqualTo(word);
  }

  @Test
  void letsTheOldestHaveAName() {
    Thing first = thing("Handbook", "00000001");
    Thing second = thing("handbook!", "00000002");
    Thing third = thing("HANDBOOK", "00000003");

    assertThat(named(List.of(first, second, third)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "search_handbook",
                first,
                "search_handbook_00000002",
                second,
                "search_handbook_00000003",
                third));
    assertThat(named(List.of(first))).containsKey("search_handbook");
  }

  @Test
  void namesWhatHasNoWordByItsId() {
    Thing thing = thing("Руководство", "abcdef12");

    assertThat(named(List.of(thing))).containsOnlyKeys("search_abcdef12");
  }

  @Test
  void cutsWhatIsTooLongAndLetsNobodyElseLoseItsName() {
    Thing cut = thing("a".repeat(70), "00000001");
    String name = "search_" + "a".repeat(48) + "_00000001";
    Thing whole = thing(name.substring("search_".length()), "00000002");

    Map<String, Thing> named = named(List.of(cut, whole));

    assertThat(name).hasSize(ToolNames.MAX_LENGTH);
    assertThat(named).hasSize(2).containsEntry(name, whole);
    assertThat(named.keySet()).allMatch(each -> each.length() <= ToolNames.MAX_LENGTH);
  }

  @Test
  void namesEverythingOnceWhateverItIsCalled() {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Thing> things = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        StringBuilder title = new StringBuilder();
        int length = random.nextInt(80);
        for (int c = 0; c < length; c++) {
          title.append("aB_ é界".charAt(random.nextInt(6)));
        }
        things.add(new Thing(title.toString(), new UUID(random.nextLong(), random.nextInt(3))));
      }
      List<Thing> ofDifferentIds =
          things.stream()
              .filter(thing -> first(things, thing.id()).equals(thing))
              .distinct()
              .toList();

      Map<String, Thing> named = named(ofDifferentIds);

      assertThat(named.values())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(ofDifferentIds);
      assertThat(named.keySet()).allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
    }
  }

  private static Thing first(List<Thing> things, UUID id) {
    return things.stream().filter(thing -> thing.id().equals(id)).findFirst().orElseThrow();
  }
}
