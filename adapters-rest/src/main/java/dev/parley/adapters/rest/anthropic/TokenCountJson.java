package dev.parley.adapters.rest.anthropic;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How large a request is.
 *
 * @param inputTokens an estimate
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "TokenCount")
record TokenCountJson(int inputTokens) {}
