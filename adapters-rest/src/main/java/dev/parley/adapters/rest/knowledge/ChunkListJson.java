package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A page of a document's chunks, in reading order. */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ChunkList")
record ChunkListJson(List<ChunkJson> chunks, long total, int page, int pageSize) {}
