package dev.parley.adapters.llm.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.tool.Tool;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.Money;
import dev.parley.domain.tool.ToolSpec;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Lets a model look for passages in what the bot and its conversation may read, with questions of
 * its own: {@code search_knowledge {query, k?}}. It finds what retrieval for the same question
 * would find.
 */
public final class SearchKnowledge implements Tool {
  private static final ToolSpec SPEC =
      new ToolSpec(
          "search_knowledge",
          "Finds passages in the documents that this assistant may read. Use it when the passages"
              + " at hand do not hold the answer, or to look for something else.",
          """
          {"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":1000,\
          "description":"What to look for, in words of the documents."},\
          "k":{"type":"integer","minimum":1,"maximum":20,\
          "description":"How many passages at most."}},\
          "required":["query"],"additionalProperties":false}""",
          false,
          true);

  private final RetrievePassages retrievePassages;

  public SearchKnowledge(RetrievePassages retrievePassages) {
    this.retrievePassages = Objects.requireNonNull(retrievePassages);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Result call(Invocation invocation) {
    JsonNode arguments = Arguments.read(invocation);
    String query = arguments.path("query").asText();
    if (query.isBlank()) {
      return new Result.Failed("query: blank (expected: words to look for)");
    }
    Reach reach = invocation.reach();
    // A filter without any set would look at all that the tenant has.
    if (reach.isEmpty()) {
      return new Result.Failed("documents: none (expected: an assistant that reads some)");
    }
    RetrievalSettings settings = reach.settings();
    List<Passage> passages =
        retrievePassages
            .retrieve(
                new RetrievePassages.Query(
                    invocation.tenant(),
                    invocation.caller(),
                    query,
                    new Filter(reach.datasets(), reach.documents(), Set.of()),
                    settings.ofAtMost(arguments.path("k").asInt(settings.k()))))
            .passages();
    return new Result.Succeeded(
        passages.isEmpty() ? "Nothing was found." : worded(passages), Money.ZERO);
  }

  private static String worded(List<Passage> passages) {
    StringBuilder text = new StringBuilder();
    for (Passage passage : passages) {
      ChunkDraft content = passage.chunk().content();
      text.append(text.isEmpty() ? "" : "\n\n")
          .append("From \"")
          .append(passage.title())
          .append("\", page ")
          .append(content.page())
          .append(":\n")
          .append(content.searchableText());
    }
    return text.toString();
  }
}
