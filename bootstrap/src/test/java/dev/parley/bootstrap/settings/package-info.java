/** Every default and every key is pinned here. */
@NullMarked
package dev.parley.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
