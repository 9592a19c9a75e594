/**
 * Brings a database to the schema that this program needs. The migrations themselves are the SQL
 * files beside the classes, one change in each.
 */
@NullMarked
package dev.parley.adapters.persistence.schema;

import org.jspecify.annotations.NullMarked;
