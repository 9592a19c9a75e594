package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InMemoryModelCatalogTest extends ModelCatalogContract {

  @Override
  protected ModelCatalog catalog() {
    return new InMemoryModelCatalog()
        .with(Prompts.MODEL, ScriptedCompletionModel.saying("Seven ", "years."));
  }

  @Test
  void prefersALanguageModelToTheOfflineOne() {
    assertThat(catalog().defaultModel().model()).isEqualTo(Prompts.MODEL);
    assertThat(new InMemoryModelCatalog().defaultModel().offline()).isTrue();
  }
}
