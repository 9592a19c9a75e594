/**
 * The chat turn: a message is accepted, a run generates the answer, its journal is watched, and
 * what came of it is stored.
 */
@NullMarked
package dev.parley.application.conversation;

import org.jspecify.annotations.NullMarked;
