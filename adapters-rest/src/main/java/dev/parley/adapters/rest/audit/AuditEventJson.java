package dev.parley.adapters.rest.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.audit.AuditEvent;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An act that was recorded.
 *
 * @param seq position in the tenant's chain, counted from 1
 * @param actor who acted
 * @param requestId the request that asked for it; null: none did
 * @param prevHash SHA-256 of the event before, in hexadecimal
 * @param hash SHA-256 of this event, in hexadecimal
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "AuditEvent")
record AuditEventJson(
    long seq,
    Instant at,
    String actor,
    String action,
    String targetKind,
    String targetId,
    @Nullable String requestId,
    Map<String, String> details,
    String prevHash,
    String hash) {

  static AuditEventJson of(AuditEvent event) {
    return new AuditEventJson(
        event.seq(),
        event.at(),
        event.actor(),
        event.action(),
        event.targetKind(),
        event.targetId(),
        event.requestId(),
        event.details(),
        event.prevHash().hex(),
        event.hash().hex());
  }
}
