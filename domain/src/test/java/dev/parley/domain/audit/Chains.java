package dev.parley.domain.audit;

import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    return edited(event, copy -> copy.seq = seq);
  }

  static AuditEvent withActor(AuditEvent event, String actor) {
    return edited(event, copy -> copy.actor = actor);
  }

  /** One event for each component, in which that one alone is another. */
  static List<AuditEvent> changed(AuditEvent event) {
    return List.of(
        edited(event, copy -> copy.at = event.at().plusNanos(1_000)),
        edited(event, copy -> copy.at = event.at().plusSeconds(1)),
        withActor(event, "key:2"),
        edited(event, copy -> copy.action = "bot_removed"),
        edited(event, copy -> copy.targetKind = "run"),
        edited(event, copy -> copy.targetId = "bot"),
        edited(event, copy -> copy.requestId = null),
        edited(event, copy -> copy.details = Map.of()),
        edited(event, copy -> copy.details = Map.of("name", "kept")),
        edited(event, copy -> copy.prevHash = new AuditHash("ab".repeat(32))),
        edited(event, copy -> copy.hash = AuditHash.of(new byte[32])));
  }

  private static AuditEvent edited(AuditEvent event, Consumer<Copy> edit) {
    Copy copy = new Copy(event);
    edit.accept(copy);
    return copy.toEvent();
  }

  /** An event whose components can be set one by one. */
  private static final class Copy {
    private final TenantId tenant;
    private long seq;
    private Instant at;
    private String actor;
    private String action;
    private String targetKind;
    private String targetId;
    private @Nullable String requestId;
    private Map<String, String> details;
    private AuditHash prevHash;
    private AuditHash hash;

    Copy(AuditEvent event) {
      tenant = event.tenant();
      seq = event.seq();
      at = event.at();
      actor = event.actor();
      action = event.action();
      targetKind = event.targetKind();
      targetId = event.targetId();
      requestId = event.requestId();
      details = event.details();
      prevHash = event.prevHash();
      hash = event.hash();
    }

    AuditEvent toEvent() {
      return new AuditEvent(
          tenant, seq, at, actor, action, targetKind, targetId, requestId, details, prevHash, hash);
    }
  }
}
