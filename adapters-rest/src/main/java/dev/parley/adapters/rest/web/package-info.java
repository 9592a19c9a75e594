/** The chat page and the API's own documentation. */
@NullMarked
package dev.parley.adapters.rest.web;

import org.jspecify.annotations.NullMarked;
