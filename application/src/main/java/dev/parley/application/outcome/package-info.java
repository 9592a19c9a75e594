/** What use cases and ports answer with: done or refused, and pages of a list. */
@NullMarked
package dev.parley.application.outcome;

import org.jspecify.annotations.NullMarked;
