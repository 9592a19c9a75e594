/**
 * The connection to Redis, for adapters that keep something there: commands that are tried again
 * while the server is out of reach, and fail with one exception when it stays so.
 */
@NullMarked
package dev.parley.adapters.persistence.redis;

import org.jspecify.annotations.NullMarked;
