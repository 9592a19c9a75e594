/**
 * Hashes over several values at once, so that no two different lists of values are hashed alike.
 * For the domain's own use; what is hashed, and under which name, is said where it is done.
 */
@NullMarked
package dev.parley.domain.digest;

import org.jspecify.annotations.NullMarked;
