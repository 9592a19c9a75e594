package dev.parley.application.conversation;

import dev.parley.application.audit.Audit;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunState;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Records what happens in a chat turn: which message was accepted, and how its run ended. Call each
 * within the unit of work that stores it.
 */
public final class TurnAudit {
  private final Audit audit;

  public TurnAudit(Audit audit) {
    this.audit = Objects.requireNonNull(audit);
  }

  /** Records that a message was stored together with the run that is to answer it. */
  void accepted(Run run) {
    audit.record(
        run.tenant(),
        run.owner(),
        AuditAction.MESSAGE_ACCEPTED,
        run.question(),
        Map.of("run", run.id().toString(), "model", run.model().value()));
  }

  /** Records how a run ended and what it used, not what was said. */
  void settled(Run run, RunState.Ended end) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("model", run.model().value());
    details.put("prompt_tokens", String.valueOf(end.usage().promptTokens()));
    details.put("completion_tokens", String.valueOf(end.usage().completionTokens()));
    details.put("cost_micro_usd", String.valueOf(end.usage().cost().microUsd()));
    switch (end) {
      case RunState.Completed completed -> {
        details.put("state", "completed");
        details.put("finish_reason", completed.reason().name().toLowerCase(Locale.ROOT));
      }
      case RunState.Refused refused -> {
        details.put("state", "refused");
        details.put("reason", refused.refusal().reason());
      }
      case RunState.Cancelled cancelled -> details.put("state", "cancelled");
      case RunState.Failed failed -> {
        details.put("state", "failed");
        details.put("code", failed.failure().code().name().toLowerCase(Locale.ROOT));
      }
    }
    audit.record(
        run.tenant(),
        run.owner(),
        end instanceof RunState.Refused ? AuditAction.RUN_REFUSED : AuditAction.RUN_SETTLED,
        run.id(),
        details);
  }
}
