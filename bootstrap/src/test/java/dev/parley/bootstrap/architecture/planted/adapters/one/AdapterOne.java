package dev.parley.bootstrap.architecture.planted.adapters.one;

/** Is leaned on by the other adapter, and neither final nor made to be extended. */
public class AdapterOne {
  /** Makes one. */
  public AdapterOne() {}
}
