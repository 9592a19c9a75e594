package dev.parley.application.response;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.response.StoredResponse.Chain;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link StoredResponses} does. */
public abstract class StoredResponsesContract {
  private static final String ANN = "key:ann";
  private static final String BOB = "key:bob";
  private static final Instant LATER = NOW.plus(Duration.ofDays(30));

  private StoredResponses responses;
  private TenantId tenant;
  private TenantId otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    Stores stores = stores();
    responses = stores.responses();
    StoredTenant one = stores.tenant();
    StoredTenant other = stores.tenant();
    tenant = one.id();
    otherTenant = other.id();
  }

  private StoredResponse added(@Nullable StoredResponse previous) {
    return added(previous, LATER);
  }

  private StoredResponse added(@Nullable StoredResponse previous, Instant expiresAt) {
    StoredResponse response =
        new StoredResponse(
            tenant,
            ANN,
            new ResponseId(Fixtures.id()),
            previous == null ? null : previous.id(),
            previous == null ? new Chain(1, 10) : previous.chain().with(10),
            "{\"text\":\"a \\u0000 \u00e9\"}",
            previous == null ? null : "[]",
            NOW,
            expiresAt);
    responses.add(response);
    return response;
  }

  private List<StoredResponse> chain(StoredResponse last) {
    return responses.chain(tenant, ANN, last.id(), NOW);
  }

  @Test
  void findsWhatIsThereAsItWas() {
    StoredResponse first = added(null);
    StoredResponse second = added(first);

    assertThat(responses.find(tenant, ANN, first.id(), NOW)).contains(first);
    assertThat(responses.find(tenant, ANN, second.id(), NOW)).contains(second);
    assertThat(responses.measure(tenant, ANN, second.id(), NOW)).contains(new Chain(2, 20));
  }

  @Test
  void showsItToNobodyElse() {
    StoredResponse response = added(null);

    for (TenantId whose : List.of(tenant, otherTenant)) {
      String who = whose.equals(tenant) ? BOB : ANN;
      assertThat(responses.find(whose, who, response.id(), NOW)).isEmpty();
      assertThat(responses.measure(whose, who, response.id(), NOW)).isEmpty();
      assertThat(responses.chain(whose, who, response.id(), NOW)).isEmpty();
      assertThat(responses.remove(whose, who, response.id(), NOW)).isFalse();
      responses.keepUntil(whose, who, List.of(response.id()), NOW);
    }
    assertThat(responses.find(tenant, ANN, response.id(), NOW)).contains(response);
  }

  @Test
  void showsWhatGoesBeforeOldestFirst() {
    StoredResponse first = added(null);
    StoredResponse second = added(first);
    StoredResponse third = added(second);
    StoredResponse otherBranch = added(first);

    assertThat(chain(third)).containsExactly(first, second, third);
    assertThat(chain(otherBranch)).containsExactly(first, otherBranch);
    assertThat(chain(first)).containsExactly(first);
  }

  @Test
  void endsAChainAtWhatIsAnothers() {
    StoredResponse theirs = added(null);
    StoredResponse mine =
        new StoredResponse(
            tenant,
            BOB,
            new ResponseId(Fixtures.id()),
            theirs.id(),
            new Chain(2, 20),
            "{}",
            "[]",
            NOW,
            LATER);
    responses.add(mine);

    assertThat(responses.chain(tenant, BOB, mine.id(), NOW)).containsExactly(mine);
  }

  @Test
  void endsAChainAtAGap() {
    StoredResponse first = added(null);
    StoredResponse second = added(first);
    StoredResponse third = added(second);

    assertThat(responses.remove(tenant, ANN, second.id(), NOW)).isTrue();

    assertThat(chain(third)).containsExactly(third);
    assertThat(chain(second)).isEmpty();
  }

  @Test
  void removesOnce() {
    StoredResponse response = added(null);

    assertThat(responses.remove(tenant, ANN, response.id(), NOW)).isTrue();
    assertThat(responses.remove(tenant, ANN, response.id(), NOW)).isFalse();
    assertThat(responses.find(tenant, ANN, response.id(), NOW)).isEmpty();
  }

  @Test
  void doesNotShowWhatHasExpired() {
    StoredResponse first = added(null);
    StoredResponse second = added(first, LATER.plusSeconds(1));

    assertThat(responses.find(tenant, ANN, first.id(), LATER.minusMillis(1))).isPresent();
    assertThat(responses.find(tenant, ANN, first.id(), LATER)).isEmpty();
    assertThat(responses.measure(tenant, ANN, first.id(), LATER)).isEmpty();
    assertThat(responses.remove(tenant, ANN, first.id(), LATER)).isFalse();
    assertThat(responses.chain(tenant, ANN, second.id(), LATER)).containsExactly(second);
  }

  @Test
  void keepsLonger() {
    StoredResponse first = added(null);
    StoredResponse second = added(first);

    responses.keepUntil(tenant, ANN, List.of(first.id()), LATER.plusSeconds(9));

    assertThat(responses.find(tenant, ANN, first.id(), LATER)).isPresent();
    assertThat(responses.find(tenant, ANN, second.id(), LATER)).isEmpty();
  }

  @Test
  void trimsWhatHasExpiredInAllTenants() {
    added(null);
    responses.add(
        new StoredResponse(
            otherTenant,
            BOB,
            new ResponseId(Fixtures.id()),
            null,
            new Chain(1, 1),
            "{}",
            "[]",
            NOW,
            LATER));
    StoredResponse staying = added(null, LATER.plusSeconds(1));

    assertThat(responses.trim(LATER.minusMillis(1))).isZero();
    assertThat(responses.trim(LATER)).isEqualTo(2);
    assertThat(responses.trim(LATER)).isZero();
    assertThat(responses.find(tenant, ANN, staying.id(), LATER)).contains(staying);
  }
}
