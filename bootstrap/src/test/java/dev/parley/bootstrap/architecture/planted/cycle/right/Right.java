package dev.parley.bootstrap.architecture.planted.cycle.right;

import dev.parley.bootstrap.architecture.planted.cycle.left.Left;

/** Needs what needs it. */
public final class Right {
  /** Makes one. */
  public Right() {}

  Left left() {
    return new Left();
  }
}
