/** What a bot talks about, and what it says to everything else. */
@NullMarked
package dev.parley.domain.scope;

import org.jspecify.annotations.NullMarked;
