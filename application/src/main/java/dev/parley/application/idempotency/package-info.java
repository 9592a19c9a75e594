/**
 * Answering a request once that is sent several times under one key. What a request and an answer
 * look like on the wire is the way in's business.
 */
@NullMarked
package dev.parley.application.idempotency;

import org.jspecify.annotations.NullMarked;
