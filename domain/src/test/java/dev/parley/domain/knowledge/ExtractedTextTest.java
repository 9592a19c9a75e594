package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractedTextTest {

  @Test
  void knowsThePages() {
    ExtractedText text = new ExtractedText("onetwo", List.of(0, 3, 3, 6), Markup.PLAIN);

    assertThat(text.pageCount()).isEqualTo(4);
    assertThat(text.page(1)).isEqualTo(new TextSpan(0, 3));
    assertThat(text.page(2)).isEqualTo(new TextSpan(3, 3));
    assertThat(text.page(3)).isEqualTo(new TextSpan(3, 6));
    assertThat(text.page(4)).isEqualTo(new TextSpan(6, 6));
  }

  @Test
  void rejectsPagesThatAreNotInOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExtractedText("text", List.of(), Markup.PLAIN))
        .withMessage("page starts: [] (expected: 0 first)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExtractedText("text", List.of(1), Markup.PLAIN))
        .withMessage("page starts: [1] (expected: 0 first)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExtractedText("text", List.of(0, 3, 2), Markup.PLAIN))
        .withMessage("page 3 starts at 2 (expected: ascending, up to 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExtractedText("text", List.of(0, 5), Markup.PLAIN))
        .withMessage("page 2 starts at 5 (expected: ascending, up to 4)");
  }
}
