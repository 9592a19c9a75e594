package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ModelCatalog} does. */
public abstract class ModelCatalogContract {

  /** The port under test; it has a language model besides the offline one. */
  protected abstract ModelCatalog catalog();

  @Test
  void listsEachModelOnceInAStableOrder() {
    ModelCatalog catalog = catalog();

    List<Model> listed = catalog.list();

    assertThat(listed).extracting(Model::id).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    assertThat(catalog.list()).isEqualTo(listed);
  }

  @Test
  void findsEveryModelItLists() {
    ModelCatalog catalog = catalog();

    for (Model model : catalog.list()) {
      assertThat(catalog.find(model.id()).map(Served::model)).contains(model);
    }
  }

  @Test
  void knowsNothingElseThanItFinds() {
    ModelCatalog catalog = catalog();

    for (Model model : catalog.list()) {
      assertThat(catalog.known(model.id()))
          .satisfiesAnyOf(
              none -> assertThat(none).isEmpty(),
              known -> assertThat(known).isEqualTo(catalog.find(model.id())));
    }
    assertThat(catalog.known(new ModelId("no-such-model"))).isEmpty();
    assertThat(catalog.known(new ModelId("offline"))).isPresent();
  }

  @Test
  void findsNothingUnderANameThatNoModelHas() {
    assertThat(catalog().find(new ModelId("no-such-model"))).isEqualTo(Optional.empty());
  }

  @Test
  void hasADefaultModelThatItLists() {
    ModelCatalog catalog = catalog();

    assertThat(catalog.list()).contains(catalog.defaultModel().model());
  }

  @Test
  void alwaysHasTheOfflineModelAndSaysWhichItIs() {
    ModelCatalog catalog = catalog();

    assertThat(catalog.find(new ModelId("offline")).map(Served::offline)).contains(true);
    assertThat(catalog.list())
        .filteredOn(
            model -> catalog.find(model.id()).filter(served -> !served.offline()).isPresent())
        .hasSize(catalog.list().size() - 1);
  }
}
