/**
 * What may pass into a model and out of it: the visible list of guards, each of which allows, masks
 * or refuses. What the guards look for lives in the packages below this one.
 */
@NullMarked
package dev.parley.domain.guardrail;

import org.jspecify.annotations.NullMarked;
