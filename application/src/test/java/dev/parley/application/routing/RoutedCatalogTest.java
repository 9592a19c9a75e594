package dev.parley.application.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.model.InMemoryModelCatalog;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.model.ModelCatalogContract;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutedCatalogTest extends ModelCatalogContract {
  private static final ModelId AUTO = new ModelId("auto");
  private static final ModelId GONE = new ModelId("gone");
  private static final ModelId SMALL = new ModelId("small");
  private static final ModelId LARGE = new ModelId("large");

  private final ScriptedCompletionModel small = ScriptedCompletionModel.saying("small");
  private final ScriptedCompletionModel large = ScriptedCompletionModel.saying("large");
  private final InMemoryModelCatalog models =
      new InMemoryModelCatalog()
          .with(model(SMALL, 4_000, "chat", "tools"), small)
          .with(model(LARGE, 9_000, "chat", "vision"), large);
  private final RoutingTable table =
      new RoutingTable(
          Map.of(
              AUTO,
              List.of(RoutingTable.always(SMALL), RoutingTable.always(LARGE)),
              GONE,
              List.of(RoutingTable.always(new ModelId("nobody-has-it")))),
          List.of(),
          Strategy.IN_ORDER,
          null);

  private static Model model(ModelId id, int window, String... capabilities) {
    return new Model(id, "test", window, 100, null, Set.of(capabilities));
  }

  @Override
  protected ModelCatalog catalog() {
    return new RoutedCatalog(models, table, AUTO);
  }

  @Test
  void knowsModelsButNoRoutesWithoutLookingForTheirModels() {
    assertThat(catalog().known(SMALL)).isEqualTo(catalog().find(SMALL)).isPresent();
    assertThat(catalog().known(AUTO)).isEmpty();
  }

  @Test
  void showsARouteAsLargeAndAbleAsAnyOfItsModels() {
    ModelCatalog.Served auto = catalog().find(AUTO).orElseThrow();

    assertThat(auto.model().id()).isEqualTo(AUTO);
    assertThat(auto.model().provider()).isEqualTo("route");
    assertThat(auto.model().contextWindow()).isEqualTo(9_000);
    assertThat(auto.model().price()).isNull();
    assertThat(auto.model().capabilities()).containsExactlyInAnyOrder("chat", "tools", "vision");
    assertThat(auto.completions()).isSameAs(large);
    assertThat(auto.offline()).isFalse();
    assertThat(catalog().list().getFirst()).isEqualTo(auto.model());
    assertThat(catalog().defaultModel()).isEqualTo(auto);
  }

  @Test
  void hidesARouteNoneOfWhoseModelsAreThere() {
    assertThat(catalog().find(GONE)).isEmpty();
    assertThat(catalog().list()).extracting(Model::id).doesNotContain(GONE);
    assertThat(new RoutedCatalog(models, table, GONE).defaultModel())
        .isEqualTo(models.defaultModel());
  }
}
