package dev.parley.bootstrap.architecture.planted.cycle.left;

import dev.parley.bootstrap.architecture.planted.cycle.right.Right;

/** Needs what needs it. */
public final class Left {
  /** Makes one. */
  public Left() {}

  Right right() {
    return new Right();
  }
}
