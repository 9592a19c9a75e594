package dev.parley.adapters.vector.web;

import dev.parley.domain.web.Validators;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered.
 *
 * @param location where it says the page is, if it says so
 * @param mediaType in lower case and without parameters; empty if it says none
 * @param body empty unless the status is 200
 */
record Answer(
    int status, @Nullable String location, String mediaType, Validators validators, byte[] body) {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  boolean isRedirect() {
    return REDIRECTS.contains(status) && location != null;
  }
}
