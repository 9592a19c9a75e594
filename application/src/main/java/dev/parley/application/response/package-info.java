/**
 * Responses that are kept so that later requests can build upon them. How they and what they answer
 * read is the way in's business.
 */
@NullMarked
package dev.parley.application.response;

import org.jspecify.annotations.NullMarked;
