package dev.parley.domain.tool;

import dev.parley.domain.scope.ScopeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which tools may be called for a bot: those that the bot is given and that none of its scopes
 * keeps out. What nobody has given is not allowed.
 *
 * @param granted names of the tools that the bot is given
 * @param allowedByScope for each scope that narrows them, the names it leaves; a scope that is not
 *     here narrows nothing
 */
public record ToolPermissions(Set<String> granted, Map<ScopeId, Set<String>> allowedByScope) {
  /** Allows nothing. */
  public static final ToolPermissions NONE = new ToolPermissions(Set.of(), Map.of());

  public ToolPermissions {
    granted = Set.copyOf(granted);
    Map<ScopeId, Set<String>> copied = new HashMap<>();
    allowedByScope.forEach((scope, names) -> copied.put(scope, Set.copyOf(names)));
    allowedByScope = Map.copyOf(copied);
  }

  /** Why a tool may not be called; empty: it may be. */
  public Optional<ToolRefusal> refusal(String tool) {
    if (!granted.contains(tool)) {
      return Optional.of(ToolRefusal.NOT_GRANTED);
    }
    Collection<Set<String>> narrowed = allowedByScope.values();
    return narrowed.stream().allMatch(names -> names.contains(tool))
        ? Optional.empty()
        : Optional.of(ToolRefusal.OUT_OF_SCOPE);
  }
}
