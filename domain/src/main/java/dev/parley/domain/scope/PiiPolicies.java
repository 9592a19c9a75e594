package dev.parley.domain.scope;

import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** What is done with personal data where several scopes have a say. */
public final class PiiPolicies {
  private PiiPolicies() {}

  /** For each kind that any scope names, the strictest action: block, else mask, else allow. */
  public static Map<PiiKind, PiiAction> strictest(Collection<Scope> scopes) {
    Map<PiiKind, PiiAction> strictest = new EnumMap<>(PiiKind.class);
    for (Scope scope : scopes) {
      scope.piiPolicy().forEach((kind, action) -> strictest.merge(kind, action, PiiPolicies::max));
    }
    return Map.copyOf(strictest);
  }

  private static PiiAction max(PiiAction a, PiiAction b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
