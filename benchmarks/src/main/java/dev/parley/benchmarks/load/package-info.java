/**
 * A thousand streams at once against a server on this machine: whether every event arrives once,
 * what the server adds to the provider, and what it costs beside a handler that does nothing else.
 */
@NullMarked
package dev.parley.benchmarks.load;

import org.jspecify.annotations.NullMarked;
