package dev.parley.domain.routing;

import dev.parley.domain.quota.Money;
import java.util.Objects;

/** When a route may be taken, besides what its model can do. */
public sealed interface Condition {

  /** Whether the route may be taken for a request. */
  boolean holds(RouteRequest request, Model model);

  /** Only while the request is estimated to cost no more; a model of unknown price does not. */
  record CostAtMost(Money most) implements Condition {
    public CostAtMost {
      Objects.requireNonNull(most);
    }

    @Override
    public boolean holds(RouteRequest request, Model model) {
      Money cost = request.estimatedCost(model);
      return cost != null && cost.compareTo(most) <= 0;
    }
  }

  /** Only for prompts of so many tokens, both bounds included. */
  record PromptBetween(int least, int most) implements Condition {
    public PromptBetween {
      if (least < 0 || most < least) {
        throw new IllegalArgumentException(
            "prompt: " + least + ".." + most + " tokens (expected: 0 or more, in order)");
      }
    }

    @Override
    public boolean holds(RouteRequest request, Model model) {
      return request.promptTokens() >= least && request.promptTokens() <= most;
    }
  }

  /** Only for questions that need so much thought, both bounds included. */
  record ComplexityBetween(Complexity least, Complexity most) implements Condition {
    public ComplexityBetween {
      if (least.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "complexity: " + least + ".." + most + " (expected: in order)");
      }
    }

    @Override
    public boolean holds(RouteRequest request, Model model) {
      return request.complexity().compareTo(least) >= 0
          && request.complexity().compareTo(most) <= 0;
    }
  }

  /** Only for requests that need a capability, such as {@code tools}. */
  record Needing(String capability) implements Condition {
    public Needing {
      Objects.requireNonNull(capability);
    }

    @Override
    public boolean holds(RouteRequest request, Model model) {
      return request.capabilities().contains(capability);
    }
  }
}
