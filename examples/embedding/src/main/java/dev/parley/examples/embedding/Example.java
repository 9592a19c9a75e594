package dev.parley.examples.embedding;

import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Asks the concierge of a hotel two questions, one of which is none of his business. */
public final class Example {
  private Example() {}

  /** Prints what would go to a model, and a refusal. */
  public static void main(String[] arguments) {
    TenantId hotel = new TenantId(UUID.randomUUID());
    Scope scope =
        new Scope(
            new ScopeId(UUID.randomUUID()),
            hotel,
            "Concierge",
            "I answer questions about your stay at the hotel.",
            List.of("breakfast", "room", "checkout", "booking"),
            List.of("When is breakfast served?"),
            List.of(),
            "",
            Strictness.STRICT,
            Map.of(),
            false,
            null,
            Instant.now(),
            Instant.now());
    Concierge concierge = new Concierge();
    for (String question :
        List.of(
            "Can you send my booking to ada@example.org before breakfast?",
            "Who will win the election?")) {
      System.out.println(concierge.ask(hotel, scope, List.of(), question, System.nanoTime()));
    }
  }
}
