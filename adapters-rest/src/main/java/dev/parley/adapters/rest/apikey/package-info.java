/** Administration of API keys. A secret is shown once, when its key is made. */
@NullMarked
package dev.parley.adapters.rest.apikey;

import org.jspecify.annotations.NullMarked;
