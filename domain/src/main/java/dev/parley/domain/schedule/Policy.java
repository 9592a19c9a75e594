package dev.parley.domain.schedule;

/** In which order a {@link Scheduler} hands out what waits. */
public enum Policy {
  /**
   * Between priorities the more urgent, with ageing; between tenants the one that was served least;
   * inside a tenant the earliest deadline.
   */
  FAIR,

  /** First come, first served, whoever asks; the measure that others are compared with. */
  FIFO,

  /**
   * The more urgent first, then the earliest deadline; blind to tenants, and lets others starve.
   */
  PRIORITY
}
