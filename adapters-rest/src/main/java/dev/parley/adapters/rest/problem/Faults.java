package dev.parley.adapters.rest.problem;

import dev.parley.adapters.rest.request.RequestIds;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what no other handler does: problems of ours on their way out, and faults, which are logged
 * here and nowhere else. It replaces the handler that sends browsers to a login page.
 */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
final class Faults implements ExceptionHandler<Throwable, HttpResponse<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private final ErrorResponseProcessor<?> problems;
  private final RequestIds requestIds;

  Faults(ErrorResponseProcessor<?> problems, RequestIds requestIds) {
    this.problems = problems;
    this.requestIds = requestIds;
  }

  @Override
  @SuppressWarnings("rawtypes") // So the framework declares it.
  public HttpResponse<?> handle(HttpRequest request, Throwable exception) {
    HttpResponse<?> response =
        problems.processResponse(
            ErrorContext.builder(request).cause(exception).build(), HttpResponse.serverError());
    boolean expected =
        exception instanceof ProblemException || exception instanceof OpenAiException;
    if (response.code() >= 500 && !expected) {
      LOG.error(
          "{} {} failed, request {}",
          request.getMethodName(),
          BasicHttpAttributes.getUriTemplate(request).orElseGet(request::getPath),
          requestIds.of(request),
          exception);
    }
    return response;
  }
}
