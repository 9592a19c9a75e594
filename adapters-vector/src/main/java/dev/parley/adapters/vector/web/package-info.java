/**
 * Fetches pages for documents, over connections that are made to checked addresses alone. What may
 * be connected to is decided in the domain.
 */
@NullMarked
package dev.parley.adapters.vector.web;

import org.jspecify.annotations.NullMarked;
