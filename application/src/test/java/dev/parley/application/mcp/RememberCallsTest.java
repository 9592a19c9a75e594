package dev.parley.application.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RememberCallsTest {
  private static final CallName CALL = new CallName("session-1", "7");

  private Instant now = Fixtures.NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Stores stores = Stores.inMemory();
  private final RememberCalls node = node();
  private final RememberCalls otherNode = node();
  private final StoredTenant tenant = stores.tenant();
  private final Principal caller = principal(tenant, "key:web");
  private final RunId run = new RunId(Fixtures.id());

  private RememberCalls node() {
    return new RememberCalls(stores.idempotency(), Fixtures::id, clock);
  }

  private static Principal principal(StoredTenant tenant, String subject) {
    return new Principal(tenant.id(), subject, Set.of(Role.CHAT));
  }

  /** Whoever is not the caller. */
  private List<Principal> others() {
    return List.of(principal(tenant, "key:app"), principal(stores.tenant(), "key:web"));
  }

  @Test
  void findsTheRunOfACallOnWhateverNode() {
    assertThat(otherNode.withdraw(caller, CALL)).isEmpty();
    assertThat(otherNode.isWithdrawn(caller, CALL)).isFalse();

    node.begin(caller, CALL, run);
    assertThat(node.isWithdrawn(caller, CALL)).isFalse();

    assertThat(otherNode.withdraw(caller, CALL)).contains(run);
    assertThat(node.isWithdrawn(caller, CALL)).isTrue();
  }

  @Test
  void tellsCallsApart() {
    node.begin(caller, CALL, run);

    assertThat(node.withdraw(caller, new CallName("session-2", "7"))).isEmpty();
    assertThat(node.withdraw(caller, new CallName("session-1", "\"7\""))).isEmpty();
    for (Principal other : others()) {
      assertThat(node.withdraw(other, CALL)).isEmpty();
      assertThat(node.isWithdrawn(other, CALL)).isFalse();
    }
    assertThat(node.isWithdrawn(caller, CALL)).isFalse();
  }

  @Test
  void keepsTheFirstRunOfANameForADay() {
    node.begin(caller, CALL, run);
    node.begin(caller, CALL, new RunId(Fixtures.id()));
    assertThat(node.withdraw(caller, CALL)).contains(run);

    now = now.plus(Duration.ofHours(24));

    assertThat(node.withdraw(caller, CALL)).isEmpty();
    assertThat(node.isWithdrawn(caller, CALL)).isFalse();
  }

  @Test
  void endsASessionForItsCallerOnEveryNode() {
    Instant until = now.plus(Duration.ofHours(3));
    node.begin(caller, CALL, run);
    assertThat(node.hasEnded(caller, CALL.session())).isFalse();

    node.end(caller, CALL.session(), until);
    node.end(caller, CALL.session(), until);

    assertThat(otherNode.hasEnded(caller, CALL.session())).isTrue();
    assertThat(otherNode.hasEnded(caller, "session-2")).isFalse();
    for (Principal other : others()) {
      assertThat(node.hasEnded(other, CALL.session())).isFalse();
    }
    now = until;
    assertThat(node.hasEnded(caller, CALL.session())).isFalse();
  }
}
