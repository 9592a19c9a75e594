/**
 * Files that callers attach to their messages: taking them in, reading and cutting them, and taking
 * them away again. What a turn makes of them is in the conversation package.
 */
@NullMarked
package dev.parley.application.attachment;

import org.jspecify.annotations.NullMarked;
