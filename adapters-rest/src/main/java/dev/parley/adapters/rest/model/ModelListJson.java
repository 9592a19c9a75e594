package dev.parley.adapters.rest.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Models, in the shape of OpenAI's list.
 *
 * @param object always {@code list}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ModelList")
record ModelListJson(String object, List<ModelJson> data) {}
