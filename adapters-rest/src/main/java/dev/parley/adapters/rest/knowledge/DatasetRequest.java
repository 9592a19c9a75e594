package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.knowledge.KeepDatasets;
import dev.parley.domain.knowledge.ChunkingSettings;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset is to be; in a change, what is left out stays as it is.
 *
 * @param embeddingModel left out: the installation's
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record DatasetRequest(
    @Nullable String name,
    @Nullable String description,
    @Nullable List<String> tags,
    @Nullable String embeddingModel,
    @Nullable ChunkingJson chunking) {

  /**
   * What is asked for.
   *
   * @param otherwise how documents are cut where the request says something of it, but not all
   */
  KeepDatasets.Settings settings(ChunkingSettings otherwise) {
    return new KeepDatasets.Settings(
        name,
        description,
        tags == null ? null : Fields.list("tags", tags),
        embeddingModel,
        chunking == null ? null : chunking.settings(otherwise));
  }
}
