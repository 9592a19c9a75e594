/**
 * What the requests of an MCP session (Model Context Protocol) must know of each other. What they
 * ask for is chat and search as everywhere else.
 */
@NullMarked
package dev.parley.application.mcp;

import org.jspecify.annotations.NullMarked;
