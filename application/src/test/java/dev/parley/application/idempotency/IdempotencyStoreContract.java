package dev.parley.application.idempotency;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.idempotency.IdempotencyStore.Present;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link IdempotencyStore} does. */
public abstract class IdempotencyStoreContract {
  private static final Instant LEASE = NOW.plus(Duration.ofSeconds(20));
  private static final Instant TOMORROW = NOW.plus(Duration.ofHours(24));
  private static final Fingerprint ONE = new Fingerprint("1".repeat(64));
  private static final Fingerprint OTHER = new Fingerprint("e".repeat(64));
  private static final KeptAnswer WHOLE =
      new KeptAnswer.Whole(
          201,
          Map.of("Location", "/v1/x", "Content-Type", "application/json"),
          new SealedBody(new byte[] {0, 1, -1}));

  private IdempotencyStore store;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    Stores stores = stores();
    store = stores.idempotency();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private Claim claim() {
    return claim(tenant, "key:web", "k-1");
  }

  private static Claim claim(StoredTenant tenant, String subject, String key) {
    return new Claim(new RequestName(tenant.id(), subject, new ClientKey(key)), Fixtures.id());
  }

  private boolean takes(Claim claim, Instant now) {
    return store.take(claim, ONE, now, now.plus(Duration.ofSeconds(20))).isEmpty();
  }

  @Test
  void letsTheFirstTakeANameAndShowsItToOthers() {
    assertThat(store.take(claim(), ONE, NOW, LEASE)).isEmpty();

    assertThat(store.take(claim(), OTHER, NOW, LEASE)).contains(new Present.Running(ONE));
  }

  @Test
  void takesANameBeforeItIsKnownWhatIsAskedFor() {
    Claim claim = claim();
    assertThat(store.take(claim, null, NOW, LEASE)).isEmpty();
    assertThat(store.take(claim(), ONE, NOW, LEASE)).contains(new Present.Running(null));

    assertThat(store.keep(claim, OTHER, WHOLE, TOMORROW)).isTrue();

    assertThat(store.take(claim(), null, NOW, LEASE)).contains(new Present.Answered(OTHER, WHOLE));
  }

  @Test
  void keepsEveryKindOfAnswerUntilItExpires() {
    List<KeptAnswer> answers =
        List.of(
            WHOLE,
            new KeptAnswer.Whole(404, Map.of(), new SealedBody(new byte[0])),
            new KeptAnswer.Events(new RunId(Fixtures.id())),
            new KeptAnswer.Forgotten());
    for (KeptAnswer answer : answers) {
      Claim claim = claim(tenant, "key:web", "k-" + Fixtures.id());
      assertThat(takes(claim, NOW)).isTrue();

      assertThat(store.keep(claim, ONE, answer, TOMORROW)).isTrue();

      Claim again = new Claim(claim.request(), Fixtures.id());
      assertThat(store.take(again, ONE, TOMORROW.minusMillis(1), TOMORROW))
          .contains(new Present.Answered(ONE, answer));
      assertThat(takes(again, TOMORROW)).isTrue();
    }
  }

  @Test
  void showsWhatIsThereWithoutTakingIt() {
    Claim claim = claim();
    RequestName name = claim.request();
    assertThat(store.find(name, NOW)).isEmpty();
    assertThat(takes(claim, NOW)).isTrue();

    assertThat(store.find(name, NOW)).contains(new Present.Running(ONE));
    assertThat(store.find(name, LEASE)).isEmpty();

    assertThat(store.keep(claim, ONE, WHOLE, TOMORROW)).isTrue();
    assertThat(store.find(name, LEASE)).contains(new Present.Answered(ONE, WHOLE));
    assertThat(store.find(name, TOMORROW)).isEmpty();
    assertThat(store.find(claim(otherTenant, "key:web", "k-1").request(), NOW)).isEmpty();
    assertThat(store.find(claim(tenant, "key:app", "k-1").request(), NOW)).isEmpty();
  }

  @Test
  void meansOnlyTheSubjectOfTheTenant() {
    assertThat(takes(claim(), NOW)).isTrue();

    assertThat(takes(claim(tenant, "key:app", "k-1"), NOW)).isTrue();
    assertThat(takes(claim(otherTenant, "key:web", "k-1"), NOW)).isTrue();
    assertThat(takes(claim(tenant, "key:web", "K-1"), NOW)).isTrue();
    assertThat(takes(claim(), NOW)).isFalse();
  }

  @Test
  void frees() {
    Claim claim = claim();
    assertThat(takes(claim, NOW)).isTrue();

    assertThat(store.release(claim())).isFalse();
    assertThat(takes(claim(), NOW)).isFalse();
    assertThat(store.release(claim)).isTrue();
    assertThat(takes(claim(), NOW)).isTrue();
  }

  @Test
  void doesNotFreeWhatHasBeenAnswered() {
    Claim claim = claim();
    assertThat(takes(claim, NOW)).isTrue();
    assertThat(store.keep(claim, ONE, WHOLE, TOMORROW)).isTrue();

    assertThat(store.release(claim)).isFalse();
    assertThat(takes(claim(), NOW)).isFalse();
  }

  @Test
  void letsOthersTakeWhatADeadNodeHeldAndKeepsItFromSpeakingLater() {
    Claim dead = claim();
    assertThat(takes(dead, NOW)).isTrue();
    assertThat(takes(claim(), LEASE.minusMillis(1))).isFalse();

    Claim next = claim();
    assertThat(takes(next, LEASE)).isTrue();

    assertThat(store.keep(dead, OTHER, WHOLE, TOMORROW)).isFalse();
    assertThat(store.release(dead)).isFalse();
    assertThat(store.keep(next, ONE, WHOLE, TOMORROW)).isTrue();
  }

  @Test
  void holdsLongerWhatIsRenewed() {
    Claim held = claim();
    Claim gone = claim(tenant, "key:web", "k-2");
    Claim answered = claim(tenant, "key:web", "k-3");
    assertThat(takes(held, NOW)).isTrue();
    assertThat(takes(answered, NOW)).isTrue();
    assertThat(store.keep(answered, ONE, WHOLE, TOMORROW)).isTrue();

    store.renew(tenant.id(), List.of(held, gone, answered), LEASE.plusSeconds(20));

    assertThat(takes(claim(), LEASE.plusSeconds(19))).isFalse();
    assertThat(takes(claim(tenant, "key:web", "k-2"), NOW)).isTrue();
    assertThat(takes(claim(tenant, "key:web", "k-3"), LEASE.plusSeconds(30))).isFalse();
    assertThat(takes(claim(), LEASE.plusSeconds(20))).isTrue();
  }

  @Test
  void trimsWhatHasExpiredInAllTenants() {
    Claim answered = claim();
    assertThat(takes(answered, NOW)).isTrue();
    assertThat(takes(claim(otherTenant, "key:web", "k-1"), NOW)).isTrue();
    assertThat(store.keep(answered, ONE, WHOLE, TOMORROW)).isTrue();

    assertThat(store.trim(LEASE.minusMillis(1))).isZero();
    assertThat(store.trim(LEASE)).isEqualTo(1);
    assertThat(takes(claim(), LEASE)).isFalse();
    assertThat(store.trim(TOMORROW)).isEqualTo(1);
    assertThat(store.trim(TOMORROW)).isZero();
  }

  @Test
  void letsOneOfManyTakeANameAtOnce() throws Exception {
    List<Future<Boolean>> attempts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        attempts.add(threads.submit(() -> takes(claim(), NOW)));
      }
    }

    int taken = 0;
    for (Future<Boolean> attempt : attempts) {
      taken += attempt.get() ? 1 : 0;
    }
    assertThat(taken).isEqualTo(1);
  }
}
