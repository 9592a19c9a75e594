/** What every installation has from its first start: the platform's tenant and its keys. */
@NullMarked
package dev.parley.bootstrap.platform;

import org.jspecify.annotations.NullMarked;
