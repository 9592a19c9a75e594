package dev.parley.adapters.rest.web;

import io.micronaut.context.annotation.Factory;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.context.ServerContextPathProvider;
import io.micronaut.web.router.resource.StaticResourceConfiguration;
import jakarta.inject.Singleton;
import java.util.List;

/** Which files are served, and from where in the jar. */
@Factory
final class Pages {

  /** The chat page. */
  @Singleton
  StaticResourceConfiguration chat(
      ResourceResolver resources, ServerContextPathProvider contextPath) {
    return served(resources, contextPath, "/**", "classpath:web");
  }

  /** The API viewer: our page around the viewer that the OpenAPI generator brings along. */
  @Singleton
  StaticResourceConfiguration docs(
      ResourceResolver resources, ServerContextPathProvider contextPath) {
    return served(resources, contextPath, "/docs/**", "classpath:docs", "classpath:META-INF/swagger/views/rapidoc");
  }

  private static StaticResourceConfiguration served(
      ResourceResolver resources, ServerContextPathProvider contextPath, String mapping, String... paths) {
    StaticResourceConfiguration configuration = new StaticResourceConfiguration(resources, contextPath);
    configuration.setMapping(mapping);
    configuration.setPaths(List.of(paths));
    return configuration;
  }
}
