/**
 * Documents in, passages out: parsers, which never trust what they read, and passage indexes. How
 * text is cut into chunks and how ranks are fused is decided in the domain.
 */
@NullMarked
package dev.parley.adapters.vector;

import org.jspecify.annotations.NullMarked;
