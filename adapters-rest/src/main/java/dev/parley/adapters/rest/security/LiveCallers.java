package dev.parley.adapters.rest.security;

import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.domain.tenant.Principal;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who serve a caller for long when the caller's key is revoked, expires or loses a
 * role, or its tenant is suspended. Asks the store once for each caller, however many connections
 * it has. While the store cannot be asked, nobody is told anything. Safe for use by many threads.
 */
@Singleton
@Bean(preDestroy = "stop")
public final class LiveCallers {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCallers.class);

  /** Connections must end within two seconds, and asking takes its time too. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final AuthenticateKey authenticateKey;
  private final Map<Principal, Set<Watch>> watched = new HashMap<>();
  private boolean looking;
  private volatile boolean stopped;

  LiveCallers(AuthenticateKey authenticateKey) {
    this.authenticateKey = authenticateKey;
  }

  /** Somebody who wants to be told. */
  public final class Watch {
    private final Principal principal;
    private final Runnable whenEnded;

    private Watch(Principal principal, Runnable whenEnded) {
      this.principal = principal;
      this.whenEnded = whenEnded;
    }

    /** Has no more told. Calling it again does nothing. */
    public void end() {
      forget(this);
    }
  }

  /**
   * Watches a caller.
   *
   * @param whenEnded told at most once, on a thread on which it must not stay
   */
  public Watch watch(Principal principal, Runnable whenEnded) {
    Watch watch = new Watch(principal, whenEnded);
    synchronized (watched) {
      watched.computeIfAbsent(principal, first -> new HashSet<>()).add(watch);
      if (!looking) {
        looking = true;
        Thread.ofVirtual().name("live-callers").start(this::look);
      }
    }
    return watch;
  }

  private void forget(Watch watch) {
    synchronized (watched) {
      watched.computeIfPresent(
          watch.principal,
          (principal, watches) -> {
            watches.remove(watch);
            return watches.isEmpty() ? null : watches;
          });
    }
  }

  private void look() {
    while (true) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      List<Principal> callers;
      synchronized (watched) {
        if (stopped || watched.isEmpty()) {
          looking = false;
          return;
        }
        callers = List.copyOf(watched.keySet());
      }
      callers.forEach(this::check);
    }
  }

  private void check(Principal caller) {
    try {
      if (!stopped && !authenticateKey.stillHolds(caller)) {
        Set<Watch> ended;
        synchronized (watched) {
          ended = watched.remove(caller);
        }
        if (ended != null) {
          ended.forEach(watch -> watch.whenEnded.run());
        }
      }
    } catch (RuntimeException fault) {
      LOG.warn("tenant {}: whether a caller may stay cannot be told", caller.tenant(), fault);
    }
  }

  void stop() {
    stopped = true;
  }
}
