package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.application.gateway.EmbedTexts.Served;
import dev.parley.bootstrap.settings.EmbeddingChoice;
import dev.parley.bootstrap.settings.ServerSettings;
import java.util.Optional;

/**
 * all-MiniLM-L6-v2 beside another configured model, for clients of OpenAI's API that hold vectors
 * of it or ask for it by its name. It is loaded when it is first asked for.
 *
 * @param served empty where it is the configured model itself
 */
record FormerModel(Optional<Served> served) {

  static FormerModel beside(ServerSettings settings, OtherModels models) {
    EmbeddingChoice itself = new EmbeddingChoice.InProcess(LocalModel.ALL_MINILM_L6_V2);
    boolean isOther = !settings.embedding().equals(itself);
    return new FormerModel(
        isOther ? Optional.of(models.beside(LocalModel.ALL_MINILM_L6_V2)) : Optional.empty());
  }
}
