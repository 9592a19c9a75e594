package dev.parley.adapters.rest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An error in the form of OpenAI's API. */
@Serdeable
@Schema(name = "OpenAiError")
record OpenAiErrorJson(Details error) {
  /**
   * What happened.
   *
   * @param param the field that is wrong, if it is about one
   * @param code a stable word to decide on
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "OpenAiErrorDetails")
  record Details(String message, String type, @Nullable String param, @Nullable String code) {
    static Details of(OpenAiError error) {
      return new Details(error.message(), error.type(), error.param(), error.code());
    }
  }

  static OpenAiErrorJson of(OpenAiError error) {
    return new OpenAiErrorJson(Details.of(error));
  }
}
