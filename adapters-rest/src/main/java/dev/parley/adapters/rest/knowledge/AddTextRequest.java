package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.AddPage;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import dev.parley.domain.web.WebAddress;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as text, or by its address.
 *
 * @param title of a page left out: its address
 * @param text Markdown, or plain
 * @param url http or https, in place of the text: where the document is fetched from
 */
@Serdeable
record AddTextRequest(
    @Nullable String title,
    @Nullable String text,
    @Nullable List<String> tags,
    @Nullable String url) {

  /** The address of a page; null where the document is a text. */
  AddPage.@Nullable Command page(Principal caller, DatasetId dataset) {
    if (url == null) {
      return null;
    }
    if (text != null) {
      throw new InvalidValue("url", "with a text", "one of url and text");
    }
    return new AddPage.Command(
        caller,
        dataset,
        WebAddress.parse(url),
        title == null ? "" : title,
        Fields.list("tags", tags));
  }

  AddDocument.Command text(Principal caller, DatasetId dataset) {
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
