package dev.parley.adapters.rest.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.quota.TokenUsage;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;

/**
 * What an answer used.
 *
 * @param cost in US dollars
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Usage")
public record UsageJson(int promptTokens, int completionTokens, int totalTokens, BigDecimal cost) {

  public static UsageJson of(TokenUsage usage) {
    return new UsageJson(
        usage.promptTokens(), usage.completionTokens(), usage.totalTokens(), usage.cost().usd());
  }
}
