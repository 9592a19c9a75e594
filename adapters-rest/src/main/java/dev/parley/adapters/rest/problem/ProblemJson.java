package dev.parley.adapters.rest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Problem details (RFC 9457).
 *
 * @param type names the kind of problem; it is the code in the form of a URI
 * @param title the status in words
 * @param code a stable word to decide on
 * @param detail for people
 * @param details one for each field that is wrong
 * @param requestId for asking the operator about it
 * @param runId the run that failed, if one did
 * @param sessionId the conversation of that run
 * @param error the same in the form of OpenAI's API; there on {@code /v1/models} alone
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Problem")
public record ProblemJson(
    String type,
    String title,
    int status,
    String detail,
    String code,
    List<FieldProblem> details,
    String requestId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID runId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID sessionId,
    @JsonInclude(JsonInclude.Include.NON_NULL) OpenAiErrorJson.@Nullable Details error) {

  /** The media type of problem details. */
  public static final String MEDIA_TYPE = "application/problem+json";

  static ProblemJson of(
      Problem problem, String requestId, OpenAiErrorJson.@Nullable Details error) {
    return new ProblemJson(
        "urn:parley:problem:" + problem.code(),
        problem.status().getReason(),
        problem.status().getCode(),
        problem.detail(),
        problem.code(),
        problem.details(),
        requestId,
        problem.runId(),
        problem.sessionId(),
        error);
  }
}
