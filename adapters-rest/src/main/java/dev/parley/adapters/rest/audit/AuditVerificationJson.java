package dev.parley.adapters.rest.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.audit.AuditVerdict;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a chain of audit events is as it was written.
 *
 * @param events how many there are; left out if the chain is broken
 * @param headHash hash of the newest event, to be kept elsewhere; left out if the chain is broken
 * @param firstBroken left out if the chain is whole
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AuditVerification")
record AuditVerificationJson(
    boolean valid,
    @Nullable Long events,
    @Nullable String headHash,
    @Nullable BrokenLinkJson firstBroken) {

  static AuditVerificationJson of(AuditVerdict verdict) {
    return switch (verdict) {
      case AuditVerdict.Intact intact ->
          new AuditVerificationJson(true, intact.head().seq(), intact.head().hash().hex(), null);
      case AuditVerdict.Broken broken ->
          new AuditVerificationJson(
              false, null, null, new BrokenLinkJson(broken.seq(), Words.of(broken.reason())));
    };
  }
}
