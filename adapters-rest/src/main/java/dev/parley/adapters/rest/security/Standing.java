package dev.parley.adapters.rest.security;

import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.domain.tenant.Role;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a caller whose answer goes on may still have it: the key may have been revoked since, or
 * the tenant suspended. The store is asked about a key once a second at most, however many streams
 * it has. Safe for use by many threads.
 */
@Singleton
public final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
  private static final long FRESH_NANOS = Duration.ofMillis(900).toNanos();
  private static final long FORGOTTEN_NANOS = Duration.ofSeconds(10).toNanos();

  private final AuthenticateKey authenticateKey;
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
  private final AtomicLong tidiedAt = new AtomicLong(System.nanoTime());

  Standing(AuthenticateKey authenticateKey) {
    this.authenticateKey = authenticateKey;
  }

  private record Verdict(boolean stands, long at) {
    boolean olderThan(long nanos) {
      return System.nanoTime() - at > nanos;
    }
  }

  /** Asked again and again, says whether the caller of a request still stands. May block. */
  public BooleanSupplier of(HttpRequest<?> request) {
    Optional<String> token = Credentials.of(request);
    return () -> token.isPresent() && stands(token.get());
  }

  private boolean stands(String token) {
    tidy();
    return verdicts
        .compute(
            token,
            (key, last) -> last != null && !last.olderThan(FRESH_NANOS) ? last : judge(key, last))
        .stands();
  }

  private Verdict judge(String token, @Nullable Verdict last) {
    boolean stands;
    try {
      stands =
          authenticateKey
              .authenticate(token)
              .filter(caller -> caller.roles().stream().anyMatch(role -> role.includes(Role.CHAT)))
              .isPresent();
    } catch (RuntimeException unknown) {
      // While the store cannot say, nobody can revoke anything either.
      LOG.warn("cannot tell whether a watcher may go on: {}", unknown.toString());
      stands = last == null || last.stands();
    }
    return new Verdict(stands, System.nanoTime());
  }

  private void tidy() {
    long before = tidiedAt.get();
    long now = System.nanoTime();
    if (now - before > FORGOTTEN_NANOS && tidiedAt.compareAndSet(before, now)) {
      verdicts.values().removeIf(verdict -> verdict.olderThan(FORGOTTEN_NANOS));
    }
  }
}
