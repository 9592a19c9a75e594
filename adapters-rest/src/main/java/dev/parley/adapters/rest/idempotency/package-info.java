/** Answering a POST once that is sent several times under one {@code Idempotency-Key}. */
@NullMarked
package dev.parley.adapters.rest.idempotency;

import org.jspecify.annotations.NullMarked;
