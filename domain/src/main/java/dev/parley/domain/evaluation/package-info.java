/** How good a bot's answers are, by questions whose answers are known. */
@NullMarked
package dev.parley.domain.evaluation;

import org.jspecify.annotations.NullMarked;
