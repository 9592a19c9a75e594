/**
 * How large a text is for a particular model, counted with the model's own vocabulary where it is
 * published.
 */
@NullMarked
package dev.parley.adapters.llm.token;

import org.jspecify.annotations.NullMarked;
