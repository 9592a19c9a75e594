package dev.parley.application.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolboxTest {
  private final PlannedTool look = new PlannedTool("look");
  private final PlannedTool clock = new PlannedTool("clock");
  private final Toolbox toolbox = new Toolbox(List.of(look, clock));

  @Test
  void findsToolsByTheirNames() {
    assertThat(toolbox.find("look")).containsSame(look);
    assertThat(toolbox.find("Look")).isEmpty();
  }

  @Test
  void listsThemByName() {
    assertThat(toolbox.list()).containsExactly(clock.spec(), look.spec());
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Toolbox(List.of(look, new PlannedTool("look"))))
        .withMessage("tools: 'look' twice (expected: once)");
  }
}
