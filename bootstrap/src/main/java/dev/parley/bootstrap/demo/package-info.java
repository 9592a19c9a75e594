/** The demo tenant: a bot that answers questions about Parley from Parley's own documentation. */
@NullMarked
package dev.parley.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
