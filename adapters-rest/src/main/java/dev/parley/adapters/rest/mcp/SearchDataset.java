package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.search.PassageSearch;
import dev.parley.adapters.rest.search.SearchJson;
import dev.parley.adapters.rest.search.SearchRequest;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.domain.knowledge.Dataset;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tool that finds the passages of one dataset, as {@code POST /v1/search} does. */
@Singleton
final class SearchDataset {
  private static final Set<String> ARGUMENTS =
      Set.of(
          "query",
          "k",
          "mode",
          "tags",
          "languages",
          "created_after",
          "created_before",
          "diversity",
          "fusion",
          "semantic_weight",
          "min_score",
          "rerank");

  private final PassageSearch passageSearch;
  private final StructuredContent structured;
  private final Schemas schemas;

  SearchDataset(PassageSearch passageSearch, StructuredContent structured, Schemas schemas) {
    this.passageSearch = passageSearch;
    this.structured = structured;
    this.schemas = schemas;
  }

  Tool spec(String name, Dataset dataset) {
    String title = ToolTexts.line(dataset.name());
    return Tool.builder(name, schemas.query())
        .title(title)
        .description(
            ToolTexts.sentences(
                "Finds passages in the documents of \"" + title + "\", best first.",
                dataset.description()))
        .outputSchema(schemas.passages())
        .annotations(
            ToolAnnotations.builder()
                .title(title)
                .readOnlyHint(true)
                .destructiveHint(false)
                .idempotentHint(true)
                .openWorldHint(false)
                .build())
        .build();
  }

  Called call(Caller caller, Dataset dataset, Map<String, Object> given) {
    Arguments arguments = new Arguments(given, ARGUMENTS);
    SearchJson found =
        passageSearch.search(
            caller,
            new SearchRequest(
                arguments.text("query"),
                List.of(dataset.id().value()),
                arguments.textsOrNull("tags"),
                arguments.textsOrNull("languages"),
                arguments.instantOrNull("created_after"),
                arguments.instantOrNull("created_before"),
                arguments.wholeOrNull("k"),
                arguments.textOrNull("mode"),
                arguments.numberOrNull("diversity"),
                arguments.textOrNull("fusion"),
                arguments.numberOrNull("semantic_weight"),
                arguments.numberOrNull("min_score"),
                arguments.flagOrNull("rerank")));
    CallToolResult result =
        CallToolResult.builder(List.of(TextContent.builder(text(found.passages())).build()))
            .structuredContent(structured.of(found))
            .isError(false)
            .build();
    return new Called.Done(result, Map.of());
  }

  /** For models whose client shows them text alone. */
  private static String text(List<SearchJson.PassageJson> passages) {
    if (passages.isEmpty()) {
      return "Nothing was found.";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < passages.size(); i++) {
      SearchJson.PassageJson passage = passages.get(i);
      text.append(i == 0 ? "" : "\n\n")
          .append(
              String.format(
                  Locale.ROOT,
                  "[%d] %s, page %d (score %.4f, document %s)\n",
                  i + 1,
                  ToolTexts.line(passage.title()),
                  passage.page(),
                  passage.score(),
                  passage.documentId()))
          .append(passage.text());
    }
    return text.toString();
  }
}
