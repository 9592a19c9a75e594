package dev.parley.adapters.rest.intake;

import jakarta.inject.Singleton;

/** Whether new work is taken in. Safe for use by many threads. */
@Singleton
public final class Intake {
  private volatile boolean open = true;

  /** From now on requests that would begin or change something are refused; for good. */
  public void close() {
    open = false;
  }

  public boolean isOpen() {
    return open;
  }
}
