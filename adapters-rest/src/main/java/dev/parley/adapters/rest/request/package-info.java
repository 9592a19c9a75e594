/** What every request gets whatever its route: an id, a log line and security headers. */
@NullMarked
package dev.parley.adapters.rest.request;

import org.jspecify.annotations.NullMarked;
