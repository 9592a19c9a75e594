/**
 * The WebSocket: many runs over one connection, with the events that streams have.
 * docs/websocket.md describes what is sent. What is asked for is done where the other ways in have
 * it done.
 */
@NullMarked
package dev.parley.adapters.rest.ws;

import org.jspecify.annotations.NullMarked;
