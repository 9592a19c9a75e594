/**
 * Files that callers attach to messages: what is known of them, what a picture is by its bytes, and
 * how the room that a prompt has for files is divided among them. What is said about them, and by
 * whom, is decided in the conversation package.
 */
@NullMarked
package dev.parley.domain.attachment;

import org.jspecify.annotations.NullMarked;
