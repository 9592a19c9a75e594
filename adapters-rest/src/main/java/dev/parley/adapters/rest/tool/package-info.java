/** The routes about the tools that models may call. */
@NullMarked
package dev.parley.adapters.rest.tool;

import org.jspecify.annotations.NullMarked;
