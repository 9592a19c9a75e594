/**
 * Has uploaded files read: text in this process, everything else in processes of their own, which
 * are bounded in time, memory and rights, and replaced when they are in trouble. The parsing
 * package holds what runs there.
 */
@NullMarked
package dev.parley.adapters.vector.extraction;

import org.jspecify.annotations.NullMarked;
