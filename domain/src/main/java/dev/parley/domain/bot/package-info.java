/**
 * A bot: what it is told, which model it asks, which datasets it may read. How it answers is
 * decided in the conversation, context and knowledge packages.
 */
@NullMarked
package dev.parley.domain.bot;

import org.jspecify.annotations.NullMarked;
