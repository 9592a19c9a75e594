/**
 * Everything that tells others: webhooks and Kafka come here, both reading from the transactional
 * outbox, so that an event leaves only after the transaction that caused it. Work to be done later
 * is not an event; jobs live with the database.
 */
@NullMarked
package dev.parley.adapters.messaging;

import org.jspecify.annotations.NullMarked;
