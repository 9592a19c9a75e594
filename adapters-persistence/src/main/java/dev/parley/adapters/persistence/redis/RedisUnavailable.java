package dev.parley.adapters.persistence.redis;

/** Redis did not do what it was told, for as long as was worth trying. It may have done it once. */
public final class RedisUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
