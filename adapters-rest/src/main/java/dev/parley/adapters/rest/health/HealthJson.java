package dev.parley.adapters.rest.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server works.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param components its parts by name
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Health")
record HealthJson(String status, @Nullable Map<String, ComponentJson> components) {

  /**
   * Whether a part works.
   *
   * @param status {@code UP}, {@code DOWN} or {@code DISABLED}
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "HealthComponent")
  record ComponentJson(String status, @Nullable String detail) {}
}
