package dev.parley.application.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.idempotency.AnswerOnce.Beginning;
import dev.parley.domain.conversation.ClientKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnswerOnceTest {
  private static final Fingerprint ONE = new Fingerprint("1".repeat(64));
  private static final Fingerprint OTHER = new Fingerprint("2".repeat(64));
  private static final KeptAnswer ANSWER = new KeptAnswer.Forgotten();

  private Instant now = Fixtures.NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Stores stores = Stores.inMemory();
  private final AnswerOnce node = node();
  private final AnswerOnce otherNode = node();
  private final RequestName name =
      new RequestName(stores.tenant().id(), StoredTenant.OWNER, new ClientKey("k-1"));

  private AnswerOnce node() {
    return new AnswerOnce(stores.idempotency(), Fixtures::id, clock);
  }

  private Claim first(@Nullable Fingerprint fingerprint) {
    return node.begin(name, fingerprint) instanceof Beginning.First first
        ? first.claim()
        : fail("the name was taken before");
  }

  @Test
  void carriesOutOnceAndAnswersAgainOnWhateverNode() {
    Claim claim = first(ONE);
    assertThat(otherNode.begin(name, ONE)).isEqualTo(new Beginning.Running());
    assertThat(otherNode.begin(name, OTHER)).isEqualTo(new Beginning.Mismatch());

    node.keep(claim, ONE, ANSWER);

    assertThat(otherNode.begin(name, ONE)).isEqualTo(new Beginning.Again(ONE, ANSWER));
    assertThat(otherNode.begin(name, OTHER)).isEqualTo(new Beginning.Mismatch());
    assertThat(node.begin(name, ONE)).isEqualTo(new Beginning.Again(ONE, ANSWER));
  }

  @Test
  void leavesTheComparisonToWhoeverReadsTheRequestLater() {
    Claim claim = first(null);
    assertThat(otherNode.begin(name, null)).isEqualTo(new Beginning.Running());
    assertThat(otherNode.begin(name, OTHER)).isEqualTo(new Beginning.Running());

    node.keep(claim, ONE, ANSWER);

    assertThat(otherNode.begin(name, null)).isEqualTo(new Beginning.Again(ONE, ANSWER));
  }

  @Test
  void carriesOutAnewWhatWasReleased() {
    node.release(first(ONE));

    assertThat(otherNode.begin(name, OTHER)).isInstanceOf(Beginning.First.class);
  }

  @Test
  void forgetsAfterADay() {
    node.keep(first(ONE), ONE, ANSWER);

    now = now.plus(Duration.ofHours(24)).minusMillis(1);
    assertThat(node.begin(name, ONE)).isInstanceOf(Beginning.Again.class);
    now = now.plusMillis(1);
    assertThat(node.trim()).isEqualTo(1);
    assertThat(node.begin(name, OTHER)).isInstanceOf(Beginning.First.class);
  }

  @Test
  void holdsANameAsLongAsTheNodeLives() {
    Claim claim = first(ONE);
    for (int i = 0; i < 10; i++) {
      now = now.plus(AnswerOnce.LEASE.dividedBy(4));
      node.renewLeases();
      otherNode.renewLeases();
    }
    assertThat(otherNode.begin(name, ONE)).isEqualTo(new Beginning.Running());

    now = now.plus(AnswerOnce.LEASE);
    assertThat(otherNode.begin(name, ONE)).isInstanceOf(Beginning.First.class);
    node.keep(claim, ONE, ANSWER);
    assertThat(node.begin(name, ONE)).isEqualTo(new Beginning.Running());
  }

  @Test
  void letsGoOfWhatLastsLongerThanAnyRequest() {
    first(ONE);
    Instant lost = now.plus(AnswerOnce.LONGEST);
    while (!now.isAfter(lost)) {
      now = now.plus(AnswerOnce.LEASE.dividedBy(4));
      node.renewLeases();
    }

    now = now.plus(AnswerOnce.LEASE);
    node.renewLeases();
    assertThat(otherNode.begin(name, ONE)).isInstanceOf(Beginning.First.class);
  }

  @Test
  void writesFingerprintsInOneWay() {
    byte[] hash = new byte[32];
    hash[0] = -1;

    assertThat(Fingerprint.of(hash)).isEqualTo(new Fingerprint("ff" + "0".repeat(62)));
    assertThat(Fingerprint.of(hash).bytes()).isEqualTo(hash);
    assertThatThrownBy(() -> new Fingerprint("F".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fingerprint("0".repeat(63)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
