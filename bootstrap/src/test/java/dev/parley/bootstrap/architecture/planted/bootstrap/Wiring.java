package dev.parley.bootstrap.architecture.planted.bootstrap;

/** Is known to a part. */
public final class Wiring {
  /** Makes one. */
  public Wiring() {}
}
