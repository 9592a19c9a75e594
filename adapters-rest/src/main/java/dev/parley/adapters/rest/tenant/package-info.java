/** Administration of tenants, for the platform. */
@NullMarked
package dev.parley.adapters.rest.tenant;

import org.jspecify.annotations.NullMarked;
