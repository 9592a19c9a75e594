package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.Principal;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as text.
 *
 * @param text Markdown, or plain
 * @param url not taken yet
 */
@Serdeable
record AddTextRequest(
    @Nullable String title,
    @Nullable String text,
    @Nullable List<String> tags,
    @Schema(hidden = true) @Nullable String url) {

  AddDocument.Command command(Principal caller, DatasetId dataset) {
    if (url != null) {
      throw new ProblemException(
          Problem.invalid(
              "unsupported_source", "url", "url: given (expected: text, or a file as multipart)"));
    }
    String named = Fields.required("title", title, "1..255 characters");
    return new AddDocument.Command(
        caller,
        dataset,
        named,
        named + ".md",
        Fields.list("tags", tags),
        Fields.required("text", text, "text").getBytes(StandardCharsets.UTF_8));
  }
}
