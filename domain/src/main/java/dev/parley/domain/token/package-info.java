/** How large a text is for a model. Chunking and prompt assembly both count here. */
@NullMarked
package dev.parley.domain.token;

import org.jspecify.annotations.NullMarked;
