/**
 * Datasets, documents, chunks and vectors in PostgreSQL: the truth that passage indexes, which live
 * elsewhere, are made from.
 */
@NullMarked
package dev.parley.adapters.persistence.knowledge;

import org.jspecify.annotations.NullMarked;
