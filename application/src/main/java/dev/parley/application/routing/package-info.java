/**
 * Asks models until one answers: which one, and whether another after it, is decided in the domain
 * from their health.
 */
@NullMarked
package dev.parley.application.routing;

import org.jspecify.annotations.NullMarked;
