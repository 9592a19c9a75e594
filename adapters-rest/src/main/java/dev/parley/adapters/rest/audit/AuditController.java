package dev.parley.adapters.rest.audit;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.audit.AuditTrail;
import dev.parley.application.audit.ReadAudit;
import dev.parley.application.audit.VerifyAudit;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHash;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who did what in the caller's tenant; platform administrators reach every tenant's. */
@Controller("/v1/admin/audit")
@Secured(Access.TENANT_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Administration")
final class AuditController {
  private final ReadAudit readAudit;
  private final VerifyAudit verifyAudit;

  AuditController(ReadAudit readAudit, VerifyAudit verifyAudit) {
    this.readAudit = readAudit;
    this.verifyAudit = verifyAudit;
  }

  /**
   * Lists audit events, newest first.
   *
   * @param tenantId the caller's own unless the caller administers the platform
   * @param actor who acted, such as {@code key:} and the id of an API key
   * @param action such as {@code bot_created}
   * @param from not before this time
   * @param to before this time
   */
  @Get
  AuditEventListJson listAuditEvents(
      Caller caller,
      @QueryValue("tenant_id") @Nullable UUID tenantId,
      @QueryValue @Nullable String action,
      @QueryValue @Nullable String actor,
      @QueryValue("target_kind") @Nullable String targetKind,
      @QueryValue("target_id") @Nullable String targetId,
      @QueryValue @Schema(type = "string", format = "date-time") @Nullable String from,
      @QueryValue @Schema(type = "string", format = "date-time") @Nullable String to,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    AuditTrail.Filter filter =
        new AuditTrail.Filter(
            actor, action, targetKind, targetId, time("from", from), time("to", to));
    Page<AuditEvent> found =
        Outcomes.done(
            readAudit.read(
                caller.principal(), tenant(tenantId), filter, new PageRequest(page, pageSize)));
    return new AuditEventListJson(
        found.items().stream().map(AuditEventJson::of).toList(), found.total(), page, pageSize);
  }

  /**
   * Verifies the chain of audit events, and names the first event that is not what it should be.
   *
   * @param tenantId the caller's own unless the caller administers the platform
   * @param headSeq {@code events} of an earlier answer: shows whether events were cut off since
   * @param headHash {@code head_hash} of the same answer
   */
  @Get("/verify")
  AuditVerificationJson verifyAuditEvents(
      Caller caller,
      @QueryValue("tenant_id") @Nullable UUID tenantId,
      @QueryValue("head_seq") @Nullable Long headSeq,
      @QueryValue("head_hash") @Nullable String headHash) {
    return AuditVerificationJson.of(
        Outcomes.done(
            verifyAudit.verify(caller.principal(), tenant(tenantId), expected(headSeq, headHash))));
  }

  private static @Nullable TenantId tenant(@Nullable UUID id) {
    return id == null ? null : new TenantId(id);
  }

  private static VerifyAudit.@Nullable Expected expected(
      @Nullable Long seq, @Nullable String hash) {
    if (seq == null && hash == null) {
      return null;
    }
    long known = Fields.required("head_seq", seq, "a number beside head_hash");
    if (known < 1) {
      throw new InvalidValue("head_seq", known, "1 or more");
    }
    String hex = Fields.required("head_hash", hash, "a hash beside head_seq");
    if (!AuditHash.isValid(hex)) {
      throw new InvalidValue(
          "head_hash", "'" + Fields.shortened(hex) + "'", "64 lower-case hexadecimal digits");
    }
    return new VerifyAudit.Expected(known, new AuditHash(hex));
  }

  private static @Nullable Instant time(String field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidValue(
          field, "'" + Fields.shortened(text) + "'", "a time such as 2026-01-31T10:00:00Z");
    }
  }
}
