/** Rerankers of providers. How much they are given to do is the application's business. */
@NullMarked
package dev.parley.adapters.llm.rerank;

import org.jspecify.annotations.NullMarked;
