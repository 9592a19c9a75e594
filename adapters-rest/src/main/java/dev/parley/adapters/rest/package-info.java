/**
 * Every way in: HTTP, server-sent events and the pages a browser loads. Requests are checked for
 * shape, turned into commands, and outcomes turned back into status codes; nothing is decided here.
 */
@NullMarked
package dev.parley.adapters.rest;

import org.jspecify.annotations.NullMarked;
