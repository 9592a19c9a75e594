package dev.parley.adapters.rest.health;

import org.jspecify.annotations.Nullable;

/** Looks whether one part of the installation works. Beans of this type are asked for health. */
public interface HealthProbe {

  /** The part's name in the HTTP contract, such as {@code database}. */
  String component();

  /** Whether nothing can be served without it. */
  boolean isRequired();

  /** Looks. Blocking; given up after a few seconds. A throw means that the part is down. */
  Health check();

  /** Whether a part works. */
  enum Status {
    UP,
    DOWN,
    /** It is not configured, and not missed. */
    DISABLED
  }

  /**
   * How a part is.
   *
   * @param detail for people; shown to anyone, so it holds no address and no name
   */
  record Health(Status status, @Nullable String detail) {
    public static final Health UP = new Health(Status.UP, null);

    public static Health up(String detail) {
      return new Health(Status.UP, detail);
    }

    public static Health down(String detail) {
      return new Health(Status.DOWN, detail);
    }

    public static Health disabled(String detail) {
      return new Health(Status.DISABLED, detail);
    }
  }
}
