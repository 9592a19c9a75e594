package dev.parley.benchmarks.process;

import org.jspecify.annotations.Nullable;

/** The process that a process was started by. */
public final class Parent {
  /** The option that names it. */
  public static final String OPTION = "--parent";

  private Parent() {}

  /**
   * Ends this process when another one does, however that comes about.
   *
   * @param parent its id; null: this process goes on
   */
  public static void follow(@Nullable Long parent) {
    if (parent != null) {
      ProcessHandle.of(parent)
          .ifPresentOrElse(
              process -> {
                var unused = process.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
              },
              () -> Runtime.getRuntime().halt(0));
    }
  }
}
