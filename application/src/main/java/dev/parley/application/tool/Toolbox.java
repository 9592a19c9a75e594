package dev.parley.application.tool;

import dev.parley.domain.tool.ToolSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools that the installation has, by name. Which of them a bot may use, the bot says. */
public final class Toolbox {
  private final Map<String, Tool> tools = new LinkedHashMap<>();

  /**
   * @param tools of different names
   */
  public Toolbox(Collection<? extends Tool> tools) {
    tools.stream()
        .sorted(Comparator.comparing(tool -> tool.spec().name()))
        .forEach(
            tool -> {
              if (this.tools.put(tool.spec().name(), tool) != null) {
                throw new IllegalArgumentException(
                    "tools: '" + tool.spec().name() + "' twice (expected: once)");
              }
            });
  }

  /** Empty: there is no such tool. */
  public Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** All of them, by name. */
  public List<ToolSpec> list() {
    return tools.values().stream().map(Tool::spec).toList();
  }
}
