/** How a value says that it cannot exist: what was given, and what was expected. */
@NullMarked
package dev.parley.domain.validation;

import org.jspecify.annotations.NullMarked;
