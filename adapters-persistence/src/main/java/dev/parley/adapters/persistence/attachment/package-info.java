/** Files that are attached to conversations, in PostgreSQL. */
@NullMarked
package dev.parley.adapters.persistence.attachment;

import org.jspecify.annotations.NullMarked;
