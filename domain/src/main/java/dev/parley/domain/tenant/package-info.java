/**
 * Who is calling and for whom: tenants, principals, roles and API keys. What a tenant owns lives
 * with the feature that gives it meaning.
 */
@NullMarked
package dev.parley.domain.tenant;

import org.jspecify.annotations.NullMarked;
