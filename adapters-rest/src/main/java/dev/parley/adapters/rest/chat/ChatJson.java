package dev.parley.adapters.rest.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.CitationJson;
import dev.parley.adapters.rest.wire.UsageJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.quota.TokenUsage;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param finishReason {@code stop}, {@code length}, {@code content_filter}, {@code refused} or
 *     {@code cancelled}
 * @param refusal there if a scope or guard refused
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ChatResponse")
record ChatJson(
    UUID sessionId,
    UUID runId,
    UUID messageId,
    String output,
    List<CitationJson> citations,
    UsageJson usage,
    String finishReason,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RefusalJson refusal,
    List<WarningJson> warnings,
    String model) {

  /**
   * Why answering was refused; what to tell the person who asked is the output.
   *
   * @param reason a stable word
   * @param scope name of the scope that refused; absent if a guard did
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Refusal")
  record RefusalJson(String reason, @Nullable String scope) {}

  /** Something the caller should know. */
  @Serdeable
  @Schema(name = "Warning")
  record WarningJson(String code, String detail) {
    static WarningJson of(Warning warning) {
      return new WarningJson(warning.code(), warning.detail());
    }
  }

  static ChatJson of(End end) {
    Run run = end.run();
    return new ChatJson(
        run.conversation().value(),
        run.id().value(),
        run.answer().value(),
        end.answer().map(Message::content).orElse(""),
        end.answer()
            .map(answer -> answer.citations().stream().map(CitationJson::of).toList())
            .orElse(List.of()),
        UsageJson.of(run.state() instanceof RunState.Ended ended ? ended.usage() : TokenUsage.NONE),
        finishReason(run.state()),
        run.state() instanceof RunState.Refused refused
            ? new RefusalJson(refused.refusal().reason(), refused.refusal().scope())
            : null,
        end.warnings().stream().map(WarningJson::of).toList(),
        run.model().value());
  }

  private static String finishReason(RunState state) {
    return switch (state) {
      case RunState.Completed completed -> Words.of(completed.reason());
      case RunState.Refused refused -> "refused";
      case RunState.Cancelled cancelled -> "cancelled";
      case RunState.Failed failed -> "failed";
      case RunState.Active active -> "running";
    };
  }
}
