/**
 * A provider for tests: a real HTTP server that speaks OpenAI's protocol and says, or fails to say,
 * what it was told to. Other modules' tests use it too.
 */
@NullMarked
package dev.parley.adapters.llm.scripted;

import org.jspecify.annotations.NullMarked;
