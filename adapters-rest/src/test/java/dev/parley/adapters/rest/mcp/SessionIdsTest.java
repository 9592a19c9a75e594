package dev.parley.adapters.rest.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.security.Callers;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.mcp.RememberCalls;
import dev.parley.domain.id.Ids;
import dev.parley.domain.id.UuidV7Ids;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class SessionIdsTest {
  private Instant now = Fixtures.NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Ids ids = new UuidV7Ids(clock, new SecureRandom());
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Caller caller = Callers.chat(tenant.id(), "key:web");
  private final SessionIds node = node();
  private final SessionIds otherNode = node();

  private SessionIds node() {
    return new SessionIds(new RememberCalls(stores.idempotency(), ids, clock), ids, clock);
  }

  @Test
  void opensSessionsThatEveryNodeKnows() {
    String session = node.open(caller);

    assertThat(session).matches("[!-~]+").isNotEqualTo(node.open(caller));
    assertThat(node.isOpen(caller, session)).isTrue();
    assertThat(otherNode.isOpen(caller, session)).isTrue();
  }

  @Test
  void endsThemAfterSevenDays() {
    String session = node.open(caller);

    now = Fixtures.NOW.plus(SessionIds.LIFE).minusMillis(1);
    assertThat(node.isOpen(caller, session)).isTrue();

    now = Fixtures.NOW.plus(SessionIds.LIFE);
    assertThat(node.isOpen(caller, session)).isFalse();
  }

  @Test
  void endsThemOnEveryNodeWhenAskedTo() {
    String session = node.open(caller);
    String other = node.open(caller);

    node.end(caller, session);

    assertThat(otherNode.isOpen(caller, session)).isFalse();
    assertThat(otherNode.isOpen(caller, other)).isTrue();
  }

  @Test
  void knowsThemForTheirCallerAlone() {
    String session = node.open(caller);

    assertThat(node.isOpen(Callers.chat(tenant.id(), "key:app"), session)).isFalse();
    assertThat(node.isOpen(Callers.chat(stores.tenant().id(), "key:web"), session)).isFalse();
    assertThat(node.isOpen(Callers.chat(tenant.id(), "key:web"), session)).isTrue();
  }
}
