package dev.parley.application.gateway;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.InMemoryUsageLedger;
import dev.parley.application.conversation.UsageLedger.Call;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.gateway.MeterEmbeddings.Priced;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeterEmbeddingsTest {
  private static final ModelId SMALL = new ModelId("text-embedding-3-small");
  private static final Map<String, Priced> PRICES =
      Map.of(
          "openai/small",
          new Priced(SMALL, new TokenPrice(new Money(20_000), Money.ZERO)),
          "openai/unknown",
          new Priced(new ModelId("unknown"), null));

  private final Stores stores = Stores.inMemory();
  private final TenantId tenant = stores.tenant().id();
  private final TenantId other = stores.tenant().id();
  private final InMemoryUsageLedger ledger = (InMemoryUsageLedger) stores.usageLedger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    executor.close();
  }

  private void embed(TenantId owner, String subject, String model, int tokens) {
    try (MeterCalls calls = new MeterCalls(ledger, executor, fault -> {})) {
      new MeterEmbeddings(
              calls,
              name -> Objects.requireNonNull(PRICES.get(name)),
              Fixtures::id,
              Clock.fixed(NOW, ZoneOffset.UTC))
          .embedded(owner, subject, model, tokens);
    }
  }

  @Test
  void booksWhatWasEmbeddedOnTheTenantAtTheModelsPrice() {
    embed(tenant, "ingestion", "openai/small", 1_000);
    embed(tenant, "ann", "openai/small", 50);
    embed(other, "ann", "openai/small", 1);

    List<Call> calls = ledger.calls(tenant);
    assertThat(calls).hasSize(2).extracting(Call::model).containsOnly(SMALL);
    assertThat(calls).extracting(Call::subject).containsExactlyInAnyOrder("ingestion", "ann");
    assertThat(calls)
        .extracting(Call::usage)
        .containsExactlyInAnyOrder(
            new TokenUsage(1_000, 0, new Money(20)), new TokenUsage(50, 0, new Money(1)));
    assertThat(calls).extracting(Call::at).containsOnly(NOW);
    assertThat(ledger.calls(other)).hasSize(1);
  }

  @Test
  void booksTokensOfAModelWhosePriceNobodyKnows() {
    embed(tenant, "ann", "openai/unknown", 7);

    assertThat(ledger.calls(tenant))
        .singleElement()
        .extracting(Call::usage)
        .isEqualTo(new TokenUsage(7, 0, Money.ZERO));
  }
}
