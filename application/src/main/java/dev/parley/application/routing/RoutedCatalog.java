package dev.parley.application.routing;

import dev.parley.application.model.ModelCatalog;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A catalog with routes in it, each under its name and in front of the models. A route is as large
 * as the largest of its models and can what any of them can; asked directly, it is that largest
 * one. A route none of whose models are known is not there.
 */
public final class RoutedCatalog implements ModelCatalog {
  /** Who serves a route, in the place of a provider's name. */
  public static final String PROVIDER = "route";

  private final ModelCatalog models;
  private final RoutingTable table;
  private final @Nullable ModelId preferred;

  /**
   * @param preferred the route that is the default; null: the default is that of {@code models}
   */
  public RoutedCatalog(ModelCatalog models, RoutingTable table, @Nullable ModelId preferred) {
    this.models = Objects.requireNonNull(models);
    this.table = Objects.requireNonNull(table);
    this.preferred = preferred;
  }

  @Override
  public List<Model> list() {
    List<Model> all = new ArrayList<>();
    for (ModelId name : table.routes().keySet()) {
      route(name).map(Served::model).ifPresent(all::add);
    }
    for (Model model : models.list()) {
      if (!table.routes().containsKey(model.id())) {
        all.add(model);
      }
    }
    return List.copyOf(all);
  }

  @Override
  public Optional<Served> find(ModelId id) {
    return table.routes().containsKey(id) ? route(id) : models.find(id);
  }

  /** {@inheritDoc} Of routes nothing is, as each is looked for among all of its models. */
  @Override
  public Optional<Served> known(ModelId id) {
    return table.routes().containsKey(id) ? Optional.empty() : models.known(id);
  }

  @Override
  public Served defaultModel() {
    return Optional.ofNullable(preferred).flatMap(this::route).orElseGet(models::defaultModel);
  }

  private Optional<Served> route(ModelId name) {
    List<Served> served =
        table.options(name).stream()
            .flatMap(option -> models.find(option.model()).stream())
            .toList();
    return served.stream()
        .max(Comparator.comparingInt(each -> each.model().promptBudget()))
        .map(
            largest ->
                new Served(
                    named(name, largest.model(), served),
                    largest.completions(),
                    served.stream().allMatch(Served::offline)));
  }

  private static Model named(ModelId name, Model largest, List<Served> served) {
    Set<String> capabilities = new HashSet<>();
    served.forEach(each -> capabilities.addAll(each.model().capabilities()));
    return new Model(
        name, PROVIDER, largest.contextWindow(), largest.maxOutputTokens(), null, capabilities);
  }
}
