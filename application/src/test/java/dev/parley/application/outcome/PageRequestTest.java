package dev.parley.application.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.validation.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

  @Test
  void leavesOutThePagesBefore() {
    assertThat(new PageRequest(1, 20).offset()).isZero();
    assertThat(new PageRequest(3, 20).offset()).isEqualTo(40);
  }

  @Test
  void countsUpToTheLastPage() {
    PageRequest last = new PageRequest(PageRequest.MAX_PAGE, PageRequest.MAX_SIZE);

    assertThat(last.offset()).isEqualTo(99_999_900);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, PageRequest.MAX_PAGE + 1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void refusesAPageThatCannotBe(int page) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new PageRequest(page, 20))
        .withMessage("page: " + page + " (expected: 1..1000000)")
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("page"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, PageRequest.MAX_SIZE + 1, 1000, Integer.MAX_VALUE})
  void refusesASizeThatCannotBe(int size) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new PageRequest(1, size))
        .withMessage("page_size: " + size + " (expected: 1..100)")
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("page_size"));
  }
}
