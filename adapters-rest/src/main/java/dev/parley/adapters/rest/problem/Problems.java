package dev.parley.adapters.rest.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.adapters.rest.request.RequestIds;
import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.bind.exceptions.UnsatisfiedArgumentException;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.codec.CodecException;
import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.http.server.exceptions.NotAllowedException;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.json.JsonSyntaxException;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.serde.exceptions.SerdeException;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers every error as problem details: ours, and those the framework raises, which all pass here
 * whoever handled them first. On the routes that are OpenAI's or Anthropic's it answers as they do,
 * and on OpenAI's list of models, which our own clients read too, in both ways at once.
 */
@Singleton
final class Problems implements ErrorResponseProcessor<Object> {
  private static final String INVALID_REQUEST = "invalid_request";

  /** The field of what is wrong with a body as a whole. */
  static final String BODY = "body";

  /** How long Redis or a disk may take to come back, as a guess. */
  private static final String RETRY_AFTER_SECONDS = "5";

  private final RequestIds requestIds;

  Problems(RequestIds requestIds) {
    this.requestIds = requestIds;
  }

  @Override
  public MutableHttpResponse<Object> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    Problem problem = problem(context, response.status());
    if (isQuestionAboutMethods(context, problem)) {
      String allowed = problem.headers().getOrDefault(HttpHeaders.ALLOW, "");
      response.getHeaders().set(HttpHeaders.ALLOW, allowed + ", OPTIONS");
      return response.status(HttpStatus.NO_CONTENT).body((Object) null);
    }
    String requestId = requestIds.of(context.getRequest());
    response.getHeaders().set(RequestIds.HEADER, requestId);
    return switch (ErrorForm.of(context.getRequest())) {
      case PROBLEM, BOTH -> answer(problem, requestId, response, context);
      case OPENAI -> {
        OpenAiError error = openAiError(context, problem);
        yield answer(error, OpenAiErrorJson.of(error), response, context);
      }
      case ANTHROPIC -> {
        OpenAiError error = openAiError(context, problem);
        response.getHeaders().set("request-id", requestId);
        yield answer(error, AnthropicError.of(error, requestId), response, context);
      }
    };
  }

  private static MutableHttpResponse<Object> answer(
      OpenAiError error, Object json, MutableHttpResponse<?> response, ErrorContext context) {
    response.status(error.status());
    error.headers().forEach(response.getHeaders()::set);
    return isHead(context)
        ? response.body((Object) null)
        : response.body(json).contentType(MediaType.APPLICATION_JSON);
  }

  private static MutableHttpResponse<Object> answer(
      Problem problem, String requestId, MutableHttpResponse<?> response, ErrorContext context) {
    response.status(problem.status());
    problem.headers().forEach(response.getHeaders()::set);
    if (isHead(context)) {
      return response.body((Object) null);
    }
    OpenAiErrorJson.Details error =
        ErrorForm.of(context.getRequest()) == ErrorForm.BOTH
            ? OpenAiErrorJson.Details.of(openAiError(context, problem))
            : null;
    return response
        .body((Object) ProblemJson.of(problem, requestId, error))
        .contentType(ProblemJson.MEDIA_TYPE);
  }

  private static boolean isHead(ErrorContext context) {
    return context.getRequest().getMethod() == HttpMethod.HEAD;
  }

  private static OpenAiError openAiError(ErrorContext context, Problem problem) {
    return context.getRootCause().orElse(null) instanceof OpenAiException exception
        ? exception.error()
        : OpenAiError.of(
            problem, context.getRequest().getMethodName(), context.getRequest().getPath());
  }

  private static Problem problem(ErrorContext context, HttpStatus status) {
    Problem problem = problem(context.getRootCause().orElse(null), status);
    boolean aboutBody =
        problem.details().size() == 1 && problem.details().getFirst().field().equals(BODY);
    return aboutBody && !context.getRequest().getContentType().map(Problems::isJson).orElse(true)
        ? byStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
        : problem;
  }

  static Problem of(Throwable cause) {
    return cause instanceof IOException
        ? unreadable(cause)
        : problem(cause, HttpStatus.INTERNAL_SERVER_ERROR);
  }

  private static boolean isJson(MediaType type) {
    return type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
  }

  /** OPTIONS asks what a path takes (RFC 9110 section 9.3.7). */
  private static boolean isQuestionAboutMethods(ErrorContext context, Problem problem) {
    return context.getRequest().getMethod() == HttpMethod.OPTIONS
        && problem.status() == HttpStatus.METHOD_NOT_ALLOWED;
  }

  private static Problem problem(@Nullable Throwable cause, HttpStatus status) {
    if (cause == null) {
      return byStatus(status);
    }
    return switch (cause) {
      case ProblemException exception -> exception.problem();
      case InvalidValue invalid -> Problem.of(invalid);
      case JournalUnavailable unavailable ->
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "journal_unavailable",
                  "The events of answers cannot be read at the moment.")
              .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      case AuthorizationException refused -> unauthorized(refused.isForbidden());
      case NotAllowedException refused ->
          byStatus(HttpStatus.METHOD_NOT_ALLOWED)
              .withHeader(
                  HttpHeaders.ALLOW, String.join(", ", new TreeSet<>(refused.getAllowedMethods())));
      case ContentLengthExceededException tooLong -> tooLarge();
      case BufferLengthExceededException tooLong -> tooLarge();
      case JsonSyntaxException malformed -> malformed(malformed);
      case JsonProcessingException malformed -> malformed(malformed);
      case ConversionErrorException unfit -> unfit(unfit.getArgument(), unfit);
      case UnsatisfiedRouteException missing -> missing(missing.getArgument());
      case UnsatisfiedArgumentException missing -> missing(missing.getArgument());
      case CodecException unreadable -> unreadable(unreadable);
      case EOFException left -> left();
      case IOException failed ->
          failed.getCause() instanceof EOFException ? left() : byStatus(status);
      default -> byStatus(status);
    };
  }

  /** The caller has left, and nobody reads this; but it is no fault of ours. */
  private static Problem left() {
    return Problem.of(
        HttpStatus.BAD_REQUEST, INVALID_REQUEST, "The connection ended before the body did.");
  }

  private static Problem unauthorized(boolean known) {
    return known ? byStatus(HttpStatus.FORBIDDEN) : byStatus(HttpStatus.UNAUTHORIZED);
  }

  private static Problem tooLarge() {
    return byStatus(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
  }

  private static Problem malformed(Throwable exception) {
    String where = "";
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonProcessingException json && json.getLocation() != null) {
        JsonLocation location = json.getLocation();
        where = " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        break;
      }
    }
    return Problem.of(
        HttpStatus.BAD_REQUEST, "malformed_json", "The body is not valid JSON" + where + ".");
  }

  private static Problem missing(Argument<?> argument) {
    if (argument.getAnnotationMetadata().hasAnnotation(Body.class)) {
      return Problem.invalid(INVALID_REQUEST, BODY, "body: missing (expected: a JSON object)");
    }
    String field = name(argument);
    return Problem.invalid(INVALID_REQUEST, field, field + ": missing (expected: a value)");
  }

  private static Problem unfit(Argument<?> argument, Throwable exception) {
    AnnotationMetadata annotations = argument.getAnnotationMetadata();
    if (annotations.hasAnnotation(PathVariable.class)) {
      return Problem.notFound();
    }
    if (annotations.hasAnnotation(Body.class)) {
      return unreadable(exception);
    }
    String field = name(argument);
    return Problem.invalid(
        INVALID_REQUEST, field, field + ": not a " + Expectation.of(argument.getType()));
  }

  /** A body that is JSON, or not, but not of the shape that was asked for. */
  private static Problem unreadable(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonSyntaxException || cause instanceof JsonProcessingException) {
        return malformed(cause);
      }
      if (cause instanceof SerdeException unfit) {
        String field = BodyPath.of(unfit);
        return Problem.invalid(
            INVALID_REQUEST, field, field + ": not of the type that is expected here");
      }
    }
    return Problem.invalid(INVALID_REQUEST, BODY, "body: not of the form that is expected here");
  }

  private static String name(Argument<?> argument) {
    AnnotationMetadata annotations = argument.getAnnotationMetadata();
    return annotations
        .stringValue("io.micronaut.core.bind.annotation.Bindable")
        .filter(name -> !name.isEmpty())
        .orElseGet(argument::getName);
  }

  /** What a status means where nothing more is known. */
  private static Problem byStatus(HttpStatus status) {
    return switch (status) {
      case UNAUTHORIZED ->
          Problem.of(
                  status,
                  "unauthorized",
                  "No valid API key was given (expected: Authorization: Bearer <key>).")
              .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"parley\"");
      case FORBIDDEN ->
          Problem.of(status, "forbidden", "The roles of this API key do not reach so far.");
      case NOT_FOUND -> Problem.notFound();
      case METHOD_NOT_ALLOWED ->
          Problem.of(status, "method_not_allowed", "This path does not take that method.");
      case NOT_ACCEPTABLE ->
          Problem.of(
              status,
              "not_acceptable",
              "This path answers in none of the types that Accept names.");
      case REQUEST_ENTITY_TOO_LARGE ->
          Problem.of(status, "body_too_large", "The body is larger than this path takes.");
      case UNSUPPORTED_MEDIA_TYPE -> Problem.unsupportedMediaType();
      default ->
          status.getCode() < 500
              ? Problem.of(status, "bad_request", "The request could not be understood.")
              : Problem.of(
                  HttpStatus.INTERNAL_SERVER_ERROR,
                  "internal_error",
                  "Something went wrong on our side. Name the request id when you report it.");
    };
  }
}
