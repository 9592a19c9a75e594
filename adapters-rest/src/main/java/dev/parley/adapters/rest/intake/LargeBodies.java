package dev.parley.adapters.rest.intake;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads bodies of routes that take more than the mebibyte of all others, since callers put images
 * into them. Large ones are held in memory a few at a time: beyond what a sixteenth of the heap
 * holds, of which no tenant has more than half, they are refused for the moment. Safe for use by
 * many threads.
 */
@Singleton
public final class LargeBodies {
  /** The largest body taken, in bytes. */
  public static final int LIMIT = 20 << 20;

  /** What every route takes: bodies up to here are held without being counted. */
  public static final int ORDINARY_LIMIT = 1 << 20;

  private static final String RETRY_AFTER_SECONDS = "1";

  private final long room;
  private final long tenantsRoom;
  private final Map<TenantId, Long> held = new HashMap<>();
  private long heldInAll;

  LargeBodies() {
    this(Runtime.getRuntime().maxMemory() / 16);
  }

  /**
   * @param room bytes of large bodies at once; one is taken in any case
   */
  LargeBodies(long room) {
    this.room = Math.max(LIMIT, room);
    this.tenantsRoom = Math.max(LIMIT, room / 2);
  }

  /** A body that is held in memory until it is closed. */
  @SuppressWarnings("ArrayRecordComponent") // As it came, and never compared.
  public record Body(byte[] bytes, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /** Room in memory that is held until it is closed. */
  public record Room(Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /**
   * Holds room for what belongs to a request without having come with it.
   *
   * @param size in bytes
   * @throws ProblemException if there is no room for it now
   */
  public Room room(TenantId tenant, int size) {
    if (size <= ORDINARY_LIMIT) {
      return new Room(() -> {});
    }
    hold(tenant, size);
    return new Room(() -> letGo(tenant, size));
  }

  /**
   * Reads a body to its end. Blocks until it has come.
   *
   * @param told how long it is, as the caller says; negative: not said
   * @throws ProblemException if it is too large, or there is no room for it now
   * @throws IOException if it ends before it should
   */
  public Body read(TenantId tenant, long told, InputStream in) throws IOException {
    try (in) {
      try {
        return read(tenant, in, told);
      } catch (ProblemException refused) {
        // Whoever still writes reads no answer, and most clients write to the end.
        in.transferTo(OutputStream.nullOutputStream());
        throw refused;
      }
    }
  }

  private Body read(TenantId tenant, InputStream in, long told) throws IOException {
    if (told > LIMIT) {
      throw tooLarge();
    }
    // One more than what is told, which nobody sends, finds the end in the same reading.
    int wanted = told < 0 ? ORDINARY_LIMIT + 1 : (int) told + 1;
    byte[] start = in.readNBytes(told > ORDINARY_LIMIT ? 0 : wanted);
    if (told <= ORDINARY_LIMIT && start.length <= ORDINARY_LIMIT) {
      return new Body(start, () -> {});
    }
    // Who does not say how much will come may send as much as is taken.
    return large(tenant, start, in, told > ORDINARY_LIMIT ? (int) told : LIMIT);
  }

  private Body large(TenantId tenant, byte[] start, InputStream in, int size) throws IOException {
    hold(tenant, size);
    boolean read = false;
    try {
      byte[] bytes = rest(start, in, size);
      read = true;
      return new Body(bytes, () -> letGo(tenant, size));
    } finally {
      if (!read) {
        letGo(tenant, size);
      }
    }
  }

  private static byte[] rest(byte[] start, InputStream in, int size) throws IOException {
    byte[] bytes = Arrays.copyOf(start, size);
    int length = start.length + in.readNBytes(bytes, start.length, size - start.length);
    if (length == size && in.read() >= 0) {
      throw tooLarge();
    }
    return length == size ? bytes : Arrays.copyOf(bytes, length);
  }

  private synchronized void hold(TenantId tenant, int size) {
    long tenants = held.getOrDefault(tenant, 0L) + size;
    if (heldInAll + size > room || tenants > tenantsRoom) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "overloaded",
                  "Too many large requests are being answered: try again in a moment.")
              .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }
    held.put(tenant, tenants);
    heldInAll += size;
  }

  private synchronized void letGo(TenantId tenant, int size) {
    heldInAll -= size;
    long tenants = held.getOrDefault(tenant, 0L) - size;
    if (tenants > 0) {
      held.put(tenant, tenants);
    } else {
      held.remove(tenant);
    }
  }

  private static ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "body_too_large",
            "The body is larger than this path takes (expected: at most " + LIMIT + " bytes)."));
  }
}
