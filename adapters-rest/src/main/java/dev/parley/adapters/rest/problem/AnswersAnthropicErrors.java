package dev.parley.adapters.rest.problem;

import io.micronaut.http.MediaType;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says in the API's description that every other answer is an error in the form of Anthropic's API.
 */
@ApiResponse(
    responseCode = "4XX",
    description = "The request cannot be answered as it is",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = AnthropicErrorJson.class)))
@ApiResponse(
    responseCode = "5XX",
    description = "It could not be answered now",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = AnthropicErrorJson.class)))
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AnswersAnthropicErrors {}
