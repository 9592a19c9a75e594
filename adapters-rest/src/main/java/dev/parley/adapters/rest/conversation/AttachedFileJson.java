package dev.parley.adapters.rest.conversation;

import dev.parley.domain.attachment.Attachment;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;

/** A file that is attached to a message. */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "AttachedFile")
record AttachedFileJson(UUID id, String filename, String mediaType, long bytes) {

  static List<AttachedFileJson> of(List<Attachment> files) {
    return files.stream()
        .map(
            file ->
                new AttachedFileJson(
                    file.id().value(), file.filename(), file.mediaType(), file.bytes()))
        .toList();
  }
}
