/** Files that callers attach to messages, over HTTP. */
@NullMarked
package dev.parley.adapters.rest.attachment;

import org.jspecify.annotations.NullMarked;
