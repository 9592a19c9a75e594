/**
 * A server for clients of the Model Context Protocol: the tenant's bots and datasets as tools. What
 * a tool does is what the HTTP API does; here it is named, called and told as the protocol wants
 * it.
 */
@NullMarked
package dev.parley.adapters.rest.mcp;

import org.jspecify.annotations.NullMarked;
