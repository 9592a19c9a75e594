package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.knowledge.ChangeDocument;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Principal;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to change; what is left out stays. */
@Serdeable
record ChangeDocumentRequest(@Nullable String title, @Nullable List<String> tags) {

  ChangeDocument.Command command(Principal caller, DatasetId dataset, DocumentId document) {
    return new ChangeDocument.Command(
        caller, dataset, document, title, tags == null ? null : Fields.list("tags", tags));
  }
}
