/**
 * Who did what: events in a chain per tenant, each of which holds the hash of the one before it, so
 * that what was changed or taken out later shows. Nothing here holds content, keys or personal
 * data.
 */
@NullMarked
package dev.parley.domain.audit;

import org.jspecify.annotations.NullMarked;
