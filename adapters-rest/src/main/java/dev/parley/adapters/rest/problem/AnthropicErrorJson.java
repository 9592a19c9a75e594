package dev.parley.adapters.rest.problem;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;

/** An error in the form of Anthropic's API. */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "AnthropicError")
record AnthropicErrorJson(String type, Details error, String requestId) {
  /** What happened. */
  @Serdeable
  @Schema(name = "AnthropicErrorDetails")
  record Details(String type, String message) {}
}
