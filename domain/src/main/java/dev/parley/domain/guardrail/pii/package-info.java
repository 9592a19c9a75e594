/** Personal data and secrets: finding them, masking them and putting them back. */
@NullMarked
package dev.parley.domain.guardrail.pii;

import org.jspecify.annotations.NullMarked;
