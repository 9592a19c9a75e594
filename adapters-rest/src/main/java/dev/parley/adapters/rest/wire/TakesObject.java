package dev.parley.adapters.rest.wire;

import io.micronaut.http.MediaType;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a body that is an object in a form that is not ours, and is read elsewhere: says so in the
 * API's description.
 */
@RequestBody(
    content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface TakesObject {}
