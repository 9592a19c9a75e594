/** The API's description. The pages themselves are resources, served as they are. */
@NullMarked
package dev.parley.adapters.rest.web;

import org.jspecify.annotations.NullMarked;
