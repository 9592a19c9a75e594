package dev.parley.application.gateway;

import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.domain.id.Ids;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Books what is embedded of documents, of files and of questions on the tenant whose they are, as
 * calls of a model. They are no bot's and nobody was asked for them beforehand, so they count
 * against no rate and no budget: a document that was accepted is not left half embedded. Safe for
 * use by many threads.
 */
public final class MeterEmbeddings implements EmbeddingMeter {
  private final MeterCalls meterCalls;
  private final Function<String, Priced> prices;
  private final Ids ids;
  private final Clock clock;

  /**
   * @param prices of embedding models, by the names under which their vectors are stored
   */
  public MeterEmbeddings(
      MeterCalls meterCalls, Function<String, Priced> prices, Ids ids, Clock clock) {
    this.meterCalls = Objects.requireNonNull(meterCalls);
    this.prices = Objects.requireNonNull(prices);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * A model as the books have it.
   *
   * @param price null: not known
   */
  public record Priced(ModelId model, @Nullable TokenPrice price) {
    public Priced {
      Objects.requireNonNull(model);
    }
  }

  @Override
  public void embedded(TenantId tenant, String subject, String model, int tokens) {
    Priced priced = prices.apply(model);
    TokenPrice price = priced.price();
    Money cost = price == null ? Money.ZERO : price.of(tokens, 0);
    meterCalls.record(
        new UsageLedger.Call(
            tenant,
            ids.next(),
            subject,
            priced.model(),
            new TokenUsage(tokens, 0, cost),
            clock.instant()));
  }
}
