package dev.parley.application.model;

import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A catalog of models that a test has made; the first one added is the default. */
public final class InMemoryModelCatalog implements ModelCatalog {
  private static final ModelId OFFLINE = new ModelId("offline");

  private final Map<ModelId, Served> served = new LinkedHashMap<>();

  /** Holds the offline model alone, which says that it is that. */
  public InMemoryModelCatalog() {
    Model offline =
        new Model(OFFLINE, "offline", 32_768, 1_024, TokenPrice.FREE, Set.of("chat", "streaming"));
    served.put(
        OFFLINE, new Served(offline, ScriptedCompletionModel.saying("I am ", "offline."), true));
  }

  /** Adds a language model. */
  public synchronized InMemoryModelCatalog with(Model model, CompletionModel completions) {
    served.put(model.id(), new Served(model, completions, false));
    return this;
  }

  /** Adds a language model behind a gateway. */
  public synchronized InMemoryModelCatalog with(Model model, ModelGateway gateway) {
    served.put(
        model.id(), new Served(model, ScriptedCompletionModel.saying("unused"), false, gateway));
    return this;
  }

  @Override
  public synchronized List<Model> list() {
    return served.values().stream().map(Served::model).toList();
  }

  @Override
  public synchronized Optional<Served> find(ModelId id) {
    return Optional.ofNullable(served.get(id));
  }

  @Override
  public Optional<Served> known(ModelId id) {
    return find(id);
  }

  @Override
  public synchronized Served defaultModel() {
    return served.values().stream()
        .filter(model -> !model.offline())
        .findFirst()
        .orElseGet(() -> served.values().iterator().next());
  }
}
