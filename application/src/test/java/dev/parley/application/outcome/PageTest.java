package dev.parley.application.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
