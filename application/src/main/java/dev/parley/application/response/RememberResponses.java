package dev.parley.application.response;

import dev.parley.application.response.StoredResponse.Chain;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.tenant.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses for those who asked for them, and finds them again. Another's are not there, be
 * it one of the same tenant. What goes on from a response keeps that as long as itself.
 *
 * <p>Safe for use by many threads. Every method blocks on the store.
 */
public final class RememberResponses {
  /** How long a response is kept after it, or the last that goes on from it, was made. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** The largest response that is kept, and the largest input, in bytes of UTF-8. */
  public static final int LARGEST = 4 << 20;

  /** The most responses that may go on from each other. */
  public static final int LONGEST_CHAIN = 200;

  /** What a chain may come to for another response to go on from it, in bytes of UTF-8. */
  public static final int LARGEST_CHAIN = 12 << 20;

  /** By how much less is not worth being written. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private final StoredResponses responses;
  private final UnitOfWork unitOfWork;
  private final Clock clock;

  public RememberResponses(StoredResponses responses, UnitOfWork unitOfWork, Clock clock) {
    this.responses = Objects.requireNonNull(responses);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * A response that was made.
   *
   * @param previous what it goes on from; null: nothing
   * @param input null: it was found too large before
   */
  public record Made(
      ResponseId id,
      @Nullable ResponseId previous,
      String response,
      @Nullable String input,
      Instant createdAt) {}

  /** Whether another response may go on from one. */
  public sealed interface Continuation {

    /** It may; this is what has to be read for that. */
    record Possible(Chain chain) implements Continuation {}

    /** There is none of that id. */
    record Unknown() implements Continuation {}

    /** Too much goes before it. */
    record TooLong() implements Continuation {}
  }

  /** Whether an input is kept with its response. */
  public static boolean isKept(String input) {
    return size(input) <= LARGEST;
  }

  /**
   * Keeps a response.
   *
   * @return false: it is too large
   */
  public boolean keep(Principal caller, Made made) {
    if (size(made.response()) > LARGEST) {
      return false;
    }
    String input = made.input() != null && isKept(made.input()) ? made.input() : null;
    long size = (long) size(made.response()) + (input == null ? 0 : size(input));
    Instant expiresAt = clock.instant().plus(KEPT);
    unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          responses.add(
              new StoredResponse(
                  caller.tenant(),
                  caller.subject(),
                  made.id(),
                  made.previous(),
                  chain(caller, made.previous(), size),
                  made.response(),
                  input,
                  made.createdAt(),
                  expiresAt));
          return true;
        });
    return true;
  }

  private Chain chain(Principal caller, @Nullable ResponseId previous, long size) {
    return Optional.ofNullable(previous)
        .flatMap(id -> measured(caller, id))
        .map(before -> before.with(size))
        .orElseGet(() -> new Chain(1, size));
  }

  private Optional<Chain> measured(Principal caller, ResponseId id) {
    return responses.measure(caller.tenant(), caller.subject(), id, clock.instant());
  }

  /** Whether a response may go on from another. */
  public Continuation continuation(Principal caller, ResponseId previous) {
    Optional<Chain> measured = measured(caller, previous);
    if (measured.isEmpty()) {
      return new Continuation.Unknown();
    }
    Chain chain = measured.orElseThrow();
    return chain.length() >= LONGEST_CHAIN || chain.size() > LARGEST_CHAIN
        ? new Continuation.TooLong()
        : new Continuation.Possible(chain);
  }

  /**
   * A response behind all that it goes on from, which are kept about as long as a response that is
   * made now.
   *
   * @param chain what it comes to, as {@link #continuation} said
   * @return the oldest first; empty: one of them is not there any more, or its input was not kept
   */
  public List<StoredResponse> history(Principal caller, ResponseId last, Chain chain) {
    Instant now = clock.instant();
    List<StoredResponse> found = responses.chain(caller.tenant(), caller.subject(), last, now);
    if (found.size() < chain.length()
        || found.getFirst().previous() != null
        || found.stream().anyMatch(response -> response.input() == null)) {
      return List.of();
    }
    Instant until = now.plus(KEPT);
    List<ResponseId> endingSooner =
        found.stream()
            .filter(response -> response.expiresAt().isBefore(until.minus(MARGIN)))
            .map(StoredResponse::id)
            .toList();
    if (!endingSooner.isEmpty()) {
      responses.keepUntil(caller.tenant(), caller.subject(), endingSooner, until);
    }
    return found;
  }

  public Optional<StoredResponse> find(Principal caller, ResponseId id) {
    return responses.find(caller.tenant(), caller.subject(), id, clock.instant());
  }

  /** False if there is no such response. */
  public boolean forget(Principal caller, ResponseId id) {
    return responses.remove(caller.tenant(), caller.subject(), id, clock.instant());
  }

  /** Removes what has expired, of all tenants. */
  public int trim() {
    return responses.trim(clock.instant());
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
