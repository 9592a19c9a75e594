/** What a model is shown: the prompt and its assembly under a token budget. */
@NullMarked
package dev.parley.domain.context;

import org.jspecify.annotations.NullMarked;
