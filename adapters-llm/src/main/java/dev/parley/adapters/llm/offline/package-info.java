/**
 * What answers where no language model is configured: it quotes the sentences of the passages that
 * come closest to the question, and says that it does. It writes nothing of its own.
 */
@NullMarked
package dev.parley.adapters.llm.offline;

import org.jspecify.annotations.NullMarked;
