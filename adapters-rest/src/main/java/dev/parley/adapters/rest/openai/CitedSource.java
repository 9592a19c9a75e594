package dev.parley.adapters.rest.openai;

import dev.parley.domain.knowledge.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Citations in a chat completion: as everywhere in our API, and as the annotations that OpenAI's
 * clients know, whose address names the document and its page.
 */
final class CitedSource {
  private CitedSource() {}

  static Map<String, @Nullable Object> json(Citation citation) {
    return JsonText.object(
        "index",
        citation.index(),
        "chunk_id",
        citation.chunk().toString(),
        "document_id",
        citation.document().toString(),
        "title",
        citation.title(),
        "page",
        citation.page(),
        "start",
        citation.span().start(),
        "end",
        citation.span().end(),
        "quote",
        citation.quote(),
        "text",
        citation.passage().text(),
        "text_start",
        citation.passage().start());
  }

  /**
   * Where in the text each citation's marker stands.
   *
   * @param citations in the form of {@link #json}
   */
  static List<Map<String, @Nullable Object>> annotations(
      List<? extends Map<String, ?>> citations, String text) {
    List<Map<String, @Nullable Object>> annotations = new ArrayList<>();
    for (Map<String, ?> citation : citations) {
      String marker = "[" + citation.get("index") + "]";
      int start = text.indexOf(marker);
      if (start >= 0) {
        annotations.add(
            JsonText.object(
                "type",
                "url_citation",
                "url_citation",
                JsonText.object(
                    "start_index",
                    start,
                    "end_index",
                    start + marker.length(),
                    "title",
                    citation.get("title"),
                    "url",
                    "urn:parley:document:"
                        + citation.get("document_id")
                        + "#page="
                        + citation.get("page"))));
      }
    }
    return annotations;
  }
}
