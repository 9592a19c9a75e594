/** Use cases and ports for tenants and API keys: who may come in, and who lets them. */
@NullMarked
package dev.parley.application.tenant;

import org.jspecify.annotations.NullMarked;
