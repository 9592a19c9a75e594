package dev.parley.domain.guardrail.pii;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What is done with each kind of personal data. A kind that is not named is allowed, and then not
 * looked for at all: it cannot claim characters that another kind would have.
 */
public record PiiPolicy(Map<PiiKind, PiiAction> actions) {
  public PiiPolicy {
    actions = Map.copyOf(actions);
  }

  /** One action for every kind. */
  public static PiiPolicy all(PiiAction action) {
    Map<PiiKind, PiiAction> actions = new EnumMap<>(PiiKind.class);
    for (PiiKind kind : PiiKind.values()) {
      actions.put(kind, action);
    }
    return new PiiPolicy(actions);
  }

  /** This policy, with another action for one kind. */
  public PiiPolicy with(PiiKind kind, PiiAction action) {
    Map<PiiKind, PiiAction> changed = new EnumMap<>(PiiKind.class);
    changed.putAll(actions);
    changed.put(kind, action);
    return new PiiPolicy(changed);
  }

  public PiiAction action(PiiKind kind) {
    return actions.getOrDefault(kind, PiiAction.ALLOW);
  }

  /** The kinds that may not pass as they are. */
  Set<PiiKind> sought() {
    Set<PiiKind> sought = EnumSet.noneOf(PiiKind.class);
    for (PiiKind kind : PiiKind.values()) {
      if (action(kind) != PiiAction.ALLOW) {
        sought.add(kind);
      }
    }
    return sought;
  }
}
