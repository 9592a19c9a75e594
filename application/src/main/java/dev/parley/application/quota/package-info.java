/**
 * Limits at work: reserves what a request is estimated to use before it begins, and settles what it
 * used. What is allowed is decided in the domain; where the counts are kept is a port.
 */
@NullMarked
package dev.parley.application.quota;

import org.jspecify.annotations.NullMarked;
