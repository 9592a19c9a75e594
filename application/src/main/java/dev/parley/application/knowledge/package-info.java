/**
 * Use cases and ports for datasets and documents: taking them in, cutting, embedding, indexing, and
 * finding passages.
 */
@NullMarked
package dev.parley.application.knowledge;

import org.jspecify.annotations.NullMarked;
