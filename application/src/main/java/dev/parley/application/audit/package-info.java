/**
 * Who did what: recording it with the change itself, reading it, and verifying that it is whole.
 */
@NullMarked
package dev.parley.application.audit;

import org.jspecify.annotations.NullMarked;
