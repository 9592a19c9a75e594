/**
 * Units of work on PostgreSQL, and the little that lets SQL be written out by hand: statements with
 * bound values, and typed reading of rows. What is stored where is said by the feature packages.
 */
@NullMarked
package dev.parley.adapters.persistence.transaction;

import org.jspecify.annotations.NullMarked;
