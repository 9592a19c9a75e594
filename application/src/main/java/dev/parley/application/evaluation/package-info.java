/** Asks bots golden questions and keeps what they did with them. */
@NullMarked
package dev.parley.application.evaluation;

import org.jspecify.annotations.NullMarked;
