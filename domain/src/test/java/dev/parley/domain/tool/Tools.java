package dev.parley.domain.tool;

import dev.parley.domain.conversation.RunId;
import dev.parley.domain.quota.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Tools, a run that may use them, and the time it begins. */
final class Tools {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  static final RunId RUN = new RunId(new UUID(1, 2));
  static final ToolLimits LIMITS =
      new ToolLimits(3, 4, Duration.ofSeconds(60), Duration.ofSeconds(20), new Money(1_000));
  static final ToolSpec SEARCH = new ToolSpec("search", "Finds pages.", "{}", false, false);
  static final ToolSpec SEND = new ToolSpec("send-mail_2", "Sends mail.", "{}", true, false);
  static final ToolSpec HIDDEN = new ToolSpec("hidden", "Not granted.", "{}", false, false);
  static final ToolPermissions PERMISSIONS =
      new ToolPermissions(Set.of("search", "send-mail_2"), Map.of());
  static final ToolPolicy POLICY =
      new ToolPolicy(List.of(SEARCH, SEND, HIDDEN), PERMISSIONS, LIMITS);

  private Tools() {}

  static ToolCall call(String tool) {
    return new ToolCall("call_1", tool, "{\"q\":\"x\"}", false);
  }

  /** In its first round. */
  static ToolBudget begun() {
    return ToolBudget.begin(RUN, NOW).inNextRound();
  }
}
