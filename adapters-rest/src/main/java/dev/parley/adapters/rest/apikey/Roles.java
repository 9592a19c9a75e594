package dev.parley.adapters.rest.apikey;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.tenant.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Roles as a request names them. */
final class Roles {
  private Roles() {}

  static Set<Role> of(List<String> words) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : Fields.list("roles", words)) {
      Role role = Words.parse(Role.class, "roles", word);
      if (role != null) {
        roles.add(role);
      }
    }
    return roles;
  }
}
