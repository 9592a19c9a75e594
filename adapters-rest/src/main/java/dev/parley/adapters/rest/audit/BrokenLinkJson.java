package dev.parley.adapters.rest.audit;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The first event of a chain that is not what it should be.
 *
 * @param seq its position
 * @param reason a stable word
 */
@Serdeable
@Schema(name = "BrokenAuditLink")
record BrokenLinkJson(long seq, String reason) {}
