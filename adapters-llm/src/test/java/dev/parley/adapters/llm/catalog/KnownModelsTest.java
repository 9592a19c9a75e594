package dev.parley.adapters.llm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.catalog.KnownModels.Facts;
import dev.parley.domain.quota.Money;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownModelsTest {

  @ParameterizedTest
  @ValueSource(strings = {"openai", "groq"})
  void holdsFactsThatCanBeTrue(String provider) {
    KnownModels known = KnownModels.read();

    assertThat(known.names(provider)).isNotEmpty();
    for (String name : known.names(provider)) {
      Facts facts = known.of(provider, name).orElseThrow();
      assertThat(facts.output()).as(name).isBetween(1_024, facts.window());
      // A model that costs nothing, or more than a dollar a thousand tokens, is a slip of the pen.
      assertThat(facts.price().inputPerMillion().microUsd())
          .as(name)
          .isBetween(10_000L, 1_000_000_000L);
      assertThat(facts.price().cachedInputPerMillion())
          .as(name)
          .isBetween(new Money(1_000), facts.price().inputPerMillion());
      assertThat(facts.price().outputPerMillion())
          .as(name)
          .isGreaterThanOrEqualTo(facts.price().inputPerMillion());
      assertThat(facts.capabilities()).as(name).contains("chat", "streaming");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o-mini-latest", "gpt-4o-mini-2024", "my-gpt-4o-mini", ""})
  void knowsNothingOfNamesThatOnlyLookLike(String name) {
    assertThat(KnownModels.read().of("openai", name)).isEmpty();
  }
}
