/** Administration of scopes. */
@NullMarked
package dev.parley.adapters.rest.scope;

import org.jspecify.annotations.NullMarked;
