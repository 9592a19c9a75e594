/** Amounts that are counted and charged: tokens and money. */
@NullMarked
package dev.parley.domain.quota;

import org.jspecify.annotations.NullMarked;
