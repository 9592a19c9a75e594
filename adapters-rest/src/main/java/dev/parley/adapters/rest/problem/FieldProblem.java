package dev.parley.adapters.rest.problem;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What is wrong with one field of a request.
 *
 * @param field its path, such as {@code retrieval.k}
 */
@Serdeable
public record FieldProblem(String field, String message) {}
