package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.security.LiveCallers;
import dev.parley.domain.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All sockets that are open, and how many each caller has. Safe for use by many threads. */
@Singleton
public final class Sockets {
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final LiveCallers liveCallers;
  private final SocketLimits limits;
  private final Map<Socket, @Nullable Entered> open = new HashMap<>();
  private final Map<Owner, Integer> perOwner = new HashMap<>();
  private int entered;
  private boolean stopping;

  Sockets(LiveCallers liveCallers, SocketLimits limits) {
    this.liveCallers = liveCallers;
    this.limits = limits;
  }

  private record Owner(TenantId tenant, String subject) {}

  private record Entered(Owner owner, LiveCallers.Watch watch) {}

  /** How many sockets there are. */
  public synchronized int count() {
    return open.size();
  }

  /** Keeps a new socket, or closes it where there are too many. */
  synchronized void add(Socket socket) {
    if (stopping) {
      socket.wire().close(CloseCode.STOPPING);
    } else if (open.size() - entered >= limits.strangers()) {
      socket.wire().close(CloseCode.TOO_MANY_SOCKETS);
    } else {
      open.put(socket, null);
    }
  }

  /**
   * Lets a caller have a socket for as long as its key opens something, or closes the socket where
   * the caller has too many.
   *
   * @return whether the caller has it now
   */
  synchronized boolean enter(Socket socket, Caller caller) {
    if (!open.containsKey(socket)) {
      return false;
    }
    Owner owner = new Owner(caller.tenant(), caller.subject());
    int others = perOwner.getOrDefault(owner, 0);
    if (others >= limits.socketsPerCaller()) {
      socket.wire().close(CloseCode.TOO_MANY_SOCKETS);
      return false;
    }
    perOwner.put(owner, others + 1);
    entered++;
    LiveCallers.Watch watch =
        liveCallers.watch(caller.principal(), () -> socket.wire().close(CloseCode.UNAUTHORIZED));
    open.put(socket, new Entered(owner, watch));
    socket.enteredBy(caller);
    return true;
  }

  /** Forgets a socket whose connection is gone. */
  synchronized void remove(Socket socket) {
    Entered left = open.remove(socket);
    if (left != null) {
      entered--;
      left.watch().end();
      perOwner.computeIfPresent(left.owner(), (owner, count) -> count == 1 ? null : count - 1);
    }
    socket.release();
  }

  /**
   * Closes every socket and those yet to come, since the server stops. Waits a moment for the peers
   * to take the news.
   */
  public void closeAll() {
    List<Socket> all;
    synchronized (this) {
      stopping = true;
      all = List.copyOf(open.keySet());
    }
    all.forEach(socket -> socket.wire().close(CloseCode.STOPPING));
    long until = System.nanoTime() + FAREWELL.toNanos();
    for (Socket socket : all) {
      long left = Math.max(0, until - System.nanoTime());
      socket.wire().awaitGone(Duration.ofNanos(left));
    }
  }
}
