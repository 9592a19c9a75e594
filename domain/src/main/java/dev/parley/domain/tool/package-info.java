/**
 * What a model may have done for it: the tools there are, who may call which, and when a run has
 * had enough. Calls are decided on here and made elsewhere; arguments are checked against their
 * schema behind a port of the application.
 */
@NullMarked
package dev.parley.domain.tool;

import org.jspecify.annotations.NullMarked;
