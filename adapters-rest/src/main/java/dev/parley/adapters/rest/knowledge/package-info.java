/** Datasets and their documents. */
@NullMarked
package dev.parley.adapters.rest.knowledge;

import org.jspecify.annotations.NullMarked;
