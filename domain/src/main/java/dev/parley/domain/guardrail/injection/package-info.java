/**
 * Prompt injection: text that tries to give the model orders it has no right to give. A text is
 * folded and decoded, its features are read in one pass each, and a small linear model whose
 * weights are data says how likely an attack is and why. Scores alone are known to fail, so what a
 * turn may bring about is decided here as well, from where each part of the prompt came from.
 * Masking and the answer's own guards live elsewhere.
 */
@NullMarked
package dev.parley.domain.guardrail.injection;

import org.jspecify.annotations.NullMarked;
