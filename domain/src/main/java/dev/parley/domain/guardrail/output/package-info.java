/**
 * What an answer passes on its way out, while it streams: links to hosts that nobody allowed are
 * taken out of it, and it ends where it begins to recite its system prompt. Personal data has a
 * package of its own, and citation markers are read behind all this, by {@link
 * dev.parley.domain.knowledge.CitationStream}.
 */
@NullMarked
package dev.parley.domain.guardrail.output;

import org.jspecify.annotations.NullMarked;
