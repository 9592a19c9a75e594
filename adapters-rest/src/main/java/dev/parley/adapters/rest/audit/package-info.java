/** Audit events over HTTP. */
@NullMarked
package dev.parley.adapters.rest.audit;

import org.jspecify.annotations.NullMarked;
