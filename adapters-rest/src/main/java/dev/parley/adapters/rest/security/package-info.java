/** Who is calling and what they may reach. Every route says which role it needs. */
@NullMarked
package dev.parley.adapters.rest.security;

import org.jspecify.annotations.NullMarked;
