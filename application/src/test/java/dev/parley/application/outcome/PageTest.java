package dev.parley.application.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

  @Test
  void keepsItsItemsWhateverBecomesOfTheList() {
    List<String> items = new ArrayList<>(List.of("one"));
    Page<String> page = new Page<>(items, 7);

    items.add("two");

    assertThat(page.items()).containsExactly("one");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> page.items().clear());
  }

  private static Page<Integer> numbersBelow(int total, PageRequest request) {
    return new Page<>(
        IntStream.range(0, total).skip(request.offset()).limit(request.size()).boxed().toList(),
        total);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99, 100, 101, 250})
  void readsAllPages(int total) {
    assertThat(Page.all(request -> numbersBelow(total, request)))
        .isEqualTo(IntStream.range(0, total).boxed().toList());
  }

  @Test
  void readsNoMorePagesThanItNeeds() {
    List<Integer> asked = new ArrayList<>();

    List<Integer> read =
        Page.first(
            150,
            request -> {
              asked.add(request.page());
              return numbersBelow(1_000, request);
            });

    assertThat(read).hasSize(200);
    assertThat(asked).containsExactly(1, 2);
    assertThat(Page.first(0, request -> numbersBelow(1_000, request))).isEmpty();
  }
}
