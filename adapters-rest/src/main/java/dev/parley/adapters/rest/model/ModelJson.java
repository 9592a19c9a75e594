package dev.parley.adapters.rest.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.TokenPrice;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model.
 *
 * @param object always {@code model}
 * @param created always 0: providers do not agree on what it means
 * @param ownedBy the provider, under the name that OpenAI's clients look for
 * @param contextWindow prompt and completion together, in tokens
 * @param inputPrice US dollars for a million tokens read; null: not known
 * @param outputPrice US dollars for a million tokens written; null: not known
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Model")
record ModelJson(
    String id,
    String object,
    long created,
    String ownedBy,
    String provider,
    int contextWindow,
    @Nullable BigDecimal inputPrice,
    @Nullable BigDecimal outputPrice,
    List<String> capabilities) {

  static ModelJson of(Model model) {
    TokenPrice price = model.price();
    return new ModelJson(
        model.id().value(),
        "model",
        0,
        model.provider(),
        model.provider(),
        model.contextWindow(),
        price == null ? null : price.inputPerMillion().usd(),
        price == null ? null : price.outputPerMillion().usd(),
        model.capabilities().stream().sorted().toList());
  }

  /** A bot as a model. */
  static ModelJson of(String name, Instant createdAt, Model answering) {
    return new ModelJson(
        name,
        "model",
        createdAt.getEpochSecond(),
        "parley",
        "parley",
        answering.contextWindow(),
        null,
        null,
        List.of("chat", "streaming"));
  }
}
