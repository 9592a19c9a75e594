/** The models that a caller may use, in the shape that OpenAI's clients know. */
@NullMarked
package dev.parley.adapters.rest.model;

import org.jspecify.annotations.NullMarked;
