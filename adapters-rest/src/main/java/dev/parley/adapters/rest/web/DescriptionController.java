package dev.parley.adapters.rest.web;

import dev.parley.adapters.rest.security.Access;
import io.micronaut.core.annotation.NonBlocking;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Serves the API's description under a name that does not change. */
@Hidden
@Controller
@NonBlocking
@Secured(Access.ANYONE)
final class DescriptionController {
  private static final String MEDIA_TYPE = "application/yaml";

  private final byte[] description;

  DescriptionController(ResourceResolver resources) {
    this.description = read(resources);
  }

  @Get("/openapi.yml")
  @Produces(MEDIA_TYPE)
  byte[] description() {
    return description.clone();
  }

  private static byte[] read(ResourceResolver resources) {
    InputStream found =
        resources
            .getResourceAsStream("classpath:META-INF/swagger/openapi.yml")
            .orElseThrow(() -> new IllegalStateException("the build made no openapi.yml"));
    try (found) {
      return found.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
