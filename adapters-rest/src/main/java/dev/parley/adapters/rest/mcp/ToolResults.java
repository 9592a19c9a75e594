package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.mcp.AskedJson.RefusedJson;
import dev.parley.adapters.rest.mcp.AskedJson.SourceJson;
import dev.parley.adapters.rest.mcp.AskedJson.WarnedJson;
import dev.parley.adapters.rest.problem.FieldProblem;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.run.FailedRuns;
import dev.parley.adapters.rest.wire.UsageJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Citation;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What calls come to, as text for models and as values for programs. */
@Singleton
final class ToolResults {
  /** Where a result that is an error says more of it. */
  private static final String ERROR = "dev.parley/error";

  private final StructuredContent structured;

  ToolResults(StructuredContent structured) {
    this.structured = structured;
  }

  /** What came of a run. A refusal is an answer: it says what the bot is for. */
  CallToolResult of(End end) {
    return switch (end.run().state()) {
      case RunState.Completed completed ->
          answer(end, completed, Words.of(completed.reason()), null);
      case RunState.Refused refused ->
          answer(
              end,
              refused,
              "refused",
              new RefusedJson(refused.refusal().reason(), refused.refusal().scope()));
      case RunState.Failed failed -> error(FailedRuns.problem(end.run(), failed.failure()));
      case RunState.Cancelled cancelled ->
          error(
              Problem.of(HttpStatus.CONFLICT, "cancelled", "The answer was cancelled.")
                  .aboutRun(end.run().id().value(), end.run().conversation().value()));
      case RunState.Active active -> throw new IllegalStateException("the run has not ended");
    };
  }

  private CallToolResult answer(
      End end, RunState.Ended state, String finishReason, @Nullable RefusedJson refusal) {
    Run run = end.run();
    String output = end.answer().map(Message::content).orElse("");
    List<Citation> citations = end.answer().map(Message::citations).orElse(List.of());
    AskedJson json =
        new AskedJson(
            output,
            citations.stream().map(ToolResults::source).toList(),
            run.conversation().value(),
            run.id().value(),
            run.answer().value(),
            finishReason,
            refusal,
            end.warnings().stream()
                .map(warning -> new WarnedJson(warning.code(), warning.detail()))
                .toList(),
            run.model().value(),
            UsageJson.of(state.usage()));
    return CallToolResult.builder(
            List.of(
                TextContent.builder(output).build(),
                TextContent.builder(notes(run, citations, end.warnings())).build()))
        .structuredContent(structured.of(json))
        .isError(false)
        .build();
  }

  private static SourceJson source(Citation citation) {
    return new SourceJson(
        citation.index(),
        citation.chunk().value(),
        citation.document().value(),
        citation.title(),
        citation.page(),
        citation.span().start(),
        citation.span().end(),
        citation.quote());
  }

  /** Many clients show models the text alone: what they need to go on must be in it. */
  private static String notes(Run run, List<Citation> citations, List<Warning> warnings) {
    StringBuilder notes = new StringBuilder();
    if (!citations.isEmpty()) {
      notes.append("Sources:\n");
      for (Citation citation : citations) {
        notes
            .append('[')
            .append(citation.index())
            .append("] ")
            .append(ToolTexts.line(citation.title()))
            .append(", page ")
            .append(citation.page())
            .append(": \"")
            .append(citation.quote())
            .append("\"\n");
      }
    }
    for (Warning warning : warnings) {
      notes.append("Note: ").append(warning.detail()).append('\n');
    }
    return notes.append("session_id: ").append(run.conversation()).toString();
  }

  /** Something that was not done. A model may read it, and do better. */
  CallToolResult error(Problem problem) {
    String retryAfter = problem.headers().get(HttpHeaders.RETRY_AFTER);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("code", problem.code());
    more.put("status", problem.status().getCode());
    more.put("detail", problem.detail());
    if (!problem.details().isEmpty()) {
      List<Map<String, String>> fields = new ArrayList<>();
      for (FieldProblem field : problem.details()) {
        fields.add(Map.of("field", field.field(), "message", field.message()));
      }
      more.put("details", fields);
    }
    if (retryAfter != null) {
      more.put("retry_after", Integer.valueOf(retryAfter));
    }
    if (problem.runId() != null && problem.sessionId() != null) {
      more.put("run_id", problem.runId().toString());
      more.put("session_id", problem.sessionId().toString());
    }
    String text =
        problem.code()
            + ": "
            + problem.detail()
            + (retryAfter == null ? "" : " Try again in " + retryAfter + " s.");
    return CallToolResult.builder(List.of(TextContent.builder(text).build()))
        .isError(true)
        .meta(Map.of(ERROR, more))
        .build();
  }
}
