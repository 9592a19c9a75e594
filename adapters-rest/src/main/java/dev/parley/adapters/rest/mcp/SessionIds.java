package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.mcp.RememberCalls;
import dev.parley.domain.digest.FieldDigest;
import dev.parley.domain.id.Ids;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * The ids of sessions. A session is nothing but its id: when it began, and for whom, so any node
 * knows one of another and none takes memory. It opens nothing that the caller's key does not; that
 * it fits the caller is looked at so that nobody goes on with somebody else's by mistake.
 */
@Singleton
final class SessionIds {
  /** The header that carries one, both ways. */
  static final String HEADER = "Mcp-Session-Id";

  /** How long one is good for. */
  static final Duration LIFE = Duration.ofDays(7);

  private static final String NAME = "parley.mcp-session.v1";
  private static final int UUID_BYTES = 16;
  private static final int BYTES = 2 * UUID_BYTES;
  private static final int LENGTH = (BYTES * 4 + 2) / 3;

  private final RememberCalls rememberCalls;
  private final Ids ids;
  private final Clock clock;

  SessionIds(RememberCalls rememberCalls, Ids ids, Clock clock) {
    this.rememberCalls = rememberCalls;
    this.ids = ids;
    this.clock = clock;
  }

  String open(Caller caller) {
    UUID id = ids.next();
    return text(ByteBuffer.allocate(BYTES).put(bytes(id)).put(check(caller, id)).array());
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it is one of this caller's that goes on; may block. */
  boolean isOpen(Caller caller, String session) {
    return fits(caller, session)
        && clock.instant().isBefore(end(session))
        && !rememberCalls.hasEnded(caller.principal(), session);
  }

  /** Ends an open one. */
  void end(Caller caller, String session) {
    rememberCalls.end(caller.principal(), session, end(session));
  }

  private static boolean fits(Caller caller, String session) {
    if (session.length() != LENGTH) {
      return false;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(session.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException notOne) {
      return false;
    }
    byte[] given = Arrays.copyOfRange(bytes, UUID_BYTES, BYTES);
    // The last character has bits to spare: only one way of writing an id is the id.
    return text(bytes).equals(session) && MessageDigest.isEqual(given, check(caller, id(bytes)));
  }

  /** Its id says when it began (RFC 9562 section 5.7). */
  private static Instant end(String session) {
    long high = id(Base64.getUrlDecoder().decode(session)).getMostSignificantBits();
    return Instant.ofEpochMilli(high >>> 16).plus(LIFE);
  }

  private static byte[] check(Caller caller, UUID id) {
    byte[] hash =
        new FieldDigest(NAME)
            .text(caller.tenant().toString())
            .text(caller.subject())
            .bytes(bytes(id))
            .hash();
    return Arrays.copyOf(hash, UUID_BYTES);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(UUID_BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static UUID id(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
