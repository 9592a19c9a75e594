package dev.parley.domain.routing;

import dev.parley.domain.quota.Money;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Models for tests. */
final class Models {
  private Models() {}

  /** A model that chats, with a window for prompts of a thousand tokens. */
  static Model model(String name) {
    return model(name, 1_000, price(1, 1), "chat");
  }

  static Model model(
      String name, int promptBudget, @Nullable TokenPrice price, String... capabilities) {
    return new Model(
        new ModelId(name), "of-" + name, promptBudget + 100, 100, price, Set.of(capabilities));
  }

  /** A price in micro-USD for one token. */
  static TokenPrice price(long input, long output) {
    return new TokenPrice(new Money(input * 1_000_000), new Money(output * 1_000_000));
  }
}
