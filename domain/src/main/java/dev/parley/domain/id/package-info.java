/**
 * Makes identifiers. Which identifier names what is said by the feature that owns it, as a record
 * of its own.
 */
@NullMarked
package dev.parley.domain.id;

import org.jspecify.annotations.NullMarked;
