/** What tools need before they are called: arguments checked against JSON Schema. */
@NullMarked
package dev.parley.adapters.llm.tool;

import org.jspecify.annotations.NullMarked;
