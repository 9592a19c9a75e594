/**
 * What may be used, and what was: token buckets for requests and model tokens, budgets in money,
 * and reservations against both, as pure transitions of a small state. Where the state is kept, and
 * how a transition is made atomic, is an adapter's business.
 */
@NullMarked
package dev.parley.domain.quota;

import org.jspecify.annotations.NullMarked;
