package dev.parley.adapters.llm.tool;

import dev.parley.application.tool.Tool;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Calls of tools that were decided on. */
final class Invocations {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));

  private Invocations() {}

  /** One that may read nothing. */
  static Tool.Invocation with(String arguments) {
    return with(TENANT, new Tool.Reach(Set.of(), Set.of(), RetrievalSettings.DEFAULT), arguments);
  }

  static Tool.Invocation with(TenantId tenant, Tool.Reach reach, String arguments) {
    return new Tool.Invocation(
        tenant,
        "ann",
        new RunId(new UUID(1, 2)),
        "key",
        Instant.parse("2026-03-01T22:31:00Z"),
        reach,
        arguments);
  }
}
