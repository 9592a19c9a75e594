package dev.parley.adapters.rest.knowledge;

import dev.parley.application.knowledge.ReindexDataset;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.Principal;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How documents are to be cut and embedded anew.
 *
 * @param chunking left out: as the dataset has it
 * @param embeddingModel left out: the installation's
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ReindexRequest(@Nullable ChunkingJson chunking, @Nullable String embeddingModel) {
  /** As the dataset has it, by the installation's model. */
  static final ReindexRequest AS_IT_IS = new ReindexRequest(null, null);

  /**
   * What is asked for.
   *
   * @param otherwise where it is left out
   */
  ReindexDataset.Command command(Principal caller, DatasetId dataset, ChunkingSettings otherwise) {
    return new ReindexDataset.Command(
        caller, dataset, chunking == null ? null : chunking.settings(otherwise), embeddingModel);
  }
}
