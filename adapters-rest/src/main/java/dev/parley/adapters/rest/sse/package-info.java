/** Events of runs in their wire form, and streams of them (server-sent events). */
@NullMarked
package dev.parley.adapters.rest.sse;

import org.jspecify.annotations.NullMarked;
