package dev.parley.adapters.rest.wire;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a route that answers with an object in a form that is not ours, and says so in the API's
 * description.
 */
@Produces(MediaType.APPLICATION_JSON)
@ApiResponse(
    responseCode = "200",
    description = "What was asked for",
    content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AnswersWithObject {}
