package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.domain.conversation.RunId;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection: who it is, what it asks for and what it watches. Safe for use by many threads.
 */
final class Socket {
  private final Wire wire;
  private final Inbox inbox;
  private final HttpRequest<?> handshake;
  private final String requestId;
  private final Fragments fragments = new Fragments();
  private final Map<RunId, Watch> watches = new ConcurrentHashMap<>();
  private volatile @Nullable Caller caller;
  private volatile long heardAt = System.nanoTime();
  private volatile long usedAt = heardAt;

  Socket(Wire wire, Inbox inbox, HttpRequest<?> handshake, String requestId) {
    this.wire = wire;
    this.inbox = inbox;
    this.handshake = handshake;
    this.requestId = requestId;
  }

  Wire wire() {
    return wire;
  }

  Inbox inbox() {
    return inbox;
  }

  /** The request that became this socket. */
  HttpRequest<?> handshake() {
    return handshake;
  }

  String requestId() {
    return requestId;
  }

  Fragments fragments() {
    return fragments;
  }

  /** Whoever has it; null until it is known. */
  @Nullable Caller caller() {
    return caller;
  }

  void enteredBy(Caller known) {
    caller = known;
  }

  boolean send(String frame) {
    return wire.send(List.of(frame));
  }

  int watching() {
    return watches.size();
  }

  boolean isWatching(RunId run) {
    return watches.containsKey(run);
  }

  /** Keeps a watch; false if the run is watched already. */
  boolean begin(RunId run, Watch watch) {
    return watches.putIfAbsent(run, watch) == null;
  }

  void end(RunId run, Watch watch) {
    watches.remove(run, watch);
  }

  /** The peer gave a sign of life. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /** The peer asked for something. */
  void used() {
    heard();
    usedAt = heardAt;
  }

  long nanosSinceHeard() {
    return System.nanoTime() - heardAt;
  }

  /** How long it has been of no use; 0 while it watches something. */
  long nanosIdle() {
    if (!watches.isEmpty()) {
      usedAt = System.nanoTime();
    }
    return System.nanoTime() - usedAt;
  }

  /** Ends all that goes on for it; the connection is gone. */
  void release() {
    inbox.clear();
    watches.values().forEach(Watch::cancel);
  }
}
