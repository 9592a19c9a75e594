/**
 * What may be fetched from the web: addresses in one spelling, which networks are public, and what
 * a site asks robots to leave alone. How something is fetched belongs to an adapter.
 */
@NullMarked
package dev.parley.domain.web;

import org.jspecify.annotations.NullMarked;
