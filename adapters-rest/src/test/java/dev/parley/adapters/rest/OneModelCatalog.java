package dev.parley.adapters.rest;

import dev.parley.application.model.CompletionModel;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.model.ModelGateway;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One model, priced, of which the name holds a slash as some do; and two that are found but not
 * listed: one behind a gateway, and one that takes pictures.
 */
final class OneModelCatalog implements ModelCatalog {
  static final ModelId ID = new ModelId("test/planned");

  static final ModelId FORWARDED = new ModelId("forwarded");

  static final ModelId SEEING = new ModelId("seeing");

  private final Served served;
  private final Served forwarded;
  private final Served seeing;

  OneModelCatalog(CompletionModel completions, ModelGateway gateway) {
    Model model =
        new Model(
            ID,
            "test",
            32_000,
            1_000,
            new TokenPrice(new Money(150_000), new Money(600_000)),
            Set.of("streaming", "chat"));
    this.served = new Served(model, completions, false);
    this.forwarded =
        new Served(
            new Model(FORWARDED, "test", 32_000, 1_000, model.price(), Set.of("chat")),
            completions,
            false,
            gateway);
    this.seeing =
        new Served(
            new Model(SEEING, "test", 32_000, 1_000, model.price(), Set.of("chat", Model.VISION)),
            completions,
            false);
  }

  @Override
  public List<Model> list() {
    return List.of(served.model());
  }

  @Override
  public Optional<Served> find(ModelId id) {
    if (id.equals(FORWARDED)) {
      return Optional.of(forwarded);
    }
    if (id.equals(SEEING)) {
      return Optional.of(seeing);
    }
    return id.equals(ID) ? Optional.of(served) : Optional.empty();
  }

  @Override
  public Optional<Served> known(ModelId id) {
    return find(id);
  }

  @Override
  public Served defaultModel() {
    return served;
  }
}
