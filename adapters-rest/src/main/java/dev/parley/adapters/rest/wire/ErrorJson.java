package dev.parley.adapters.rest.wire;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Why something failed that was accepted before.
 *
 * @param code a stable word
 * @param detail for people
 */
@Serdeable
@Schema(name = "Error")
public record ErrorJson(String code, String detail) {}
