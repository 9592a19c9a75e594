/**
 * What happened in each run, one append-only file a run. Whose runs they are and what becomes of
 * those that a crash left is decided elsewhere; here a line is kept once it is written.
 */
@NullMarked
package dev.parley.adapters.persistence.journal;

import org.jspecify.annotations.NullMarked;
