package dev.parley.domain.audit;

import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Chains, and ways to tamper with their events. */
final class Chains {
  static final TenantId TENANT = new TenantId(new UUID(1, 1));
  static final TenantId OTHER_TENANT = new TenantId(new UUID(1, 2));
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456789Z");

  private Chains() {}

  static AuditEntry entry(String target) {
    return new AuditEntry(
        "key:1", AuditAction.BOT_CHANGED, target, "request-1", Map.of("name", "changed"));
  }

  static List<AuditEvent> chain(int length) {
    List<AuditEvent> events = new ArrayList<>();
    AuditHead head = AuditHead.empty(TENANT);
    for (int i = 1; i <= length; i++) {
      AuditEvent event = AuditChain.append(head, entry("bot-" + i), NOW.plusSeconds(i));
      events.add(event);
      head = event.head();
    }
    return events;
  }

  static AuditVerdict verify(List<AuditEvent> events) {
    return verify(new AuditVerifier(TENANT, null), events);
  }

  static AuditVerdict verify(AuditVerifier verifier, List<AuditEvent> events) {
    for (AuditEvent event : events) {
      if (!verifier.accept(event)) {
        break;
      }
    }
    return verifier.verdict();
  }

  static AuditEvent withSeq(AuditEvent event, long seq) {
    return new AuditEvent(
        event.tenant(),
        seq,
        event.at(),
        event.actor(),
        event.action(),
        event.targetKind(),
        event.targetId(),
        event.requestId(),
        event.details(),
        event.prevHash(),
        event.hash());
  }

  static AuditEvent withActor(AuditEvent event, String actor) {
    return new AuditEvent(
        event.tenant(),
        event.seq(),
        event.at(),
        actor,
        event.action(),
        event.targetKind(),
        event.targetId(),
        event.requestId(),
        event.details(),
        event.prevHash(),
        event.hash());
  }

  /** One event for each component, in which that one alone is another. */
  static List<AuditEvent> changed(AuditEvent e) {
    AuditHash hash = AuditHash.of(new byte[32]);
    AuditHash other = new AuditHash("ab".repeat(32));
    return List.of(
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at().plusNanos(1_000),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            e.details(),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at().plusSeconds(1),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            e.details(),
            e.prevHash(),
            e.hash()),
        withActor(e, "key:2"),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            "bot_removed",
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            e.details(),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            "run",
            e.targetId(),
            e.requestId(),
            e.details(),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            e.targetKind(),
            "bot",
            e.requestId(),
            e.details(),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            null,
            e.details(),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            Map.of(),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            Map.of("name", "kept"),
            e.prevHash(),
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            e.details(),
            other,
            e.hash()),
        new AuditEvent(
            e.tenant(),
            e.seq(),
            e.at(),
            e.actor(),
            e.action(),
            e.targetKind(),
            e.targetId(),
            e.requestId(),
            e.details(),
            e.prevHash(),
            hash));
  }
}
