package dev.parley.adapters.rest.openai;

import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs work that blocks on a virtual thread: the one that calls, if it is one, or else a new one.
 * Whoever calls is known by then, and was found out on a virtual thread that has nothing else to
 * do; to begin another costs a tenth of what a short request costs in all. Safe for use by many
 * threads.
 */
@Singleton
@Named(VirtualThread.NAME)
final class VirtualThread extends AbstractExecutorService {
  /** What controllers name it by. */
  static final String NAME = "virtual-thread";

  private final ExecutorService others;

  VirtualThread(@Named(TaskExecutors.BLOCKING) ExecutorService others) {
    this.others = others;
  }

  @Override
  public void execute(Runnable command) {
    if (Thread.currentThread().isVirtual()) {
      command.run();
    } else {
      others.execute(command);
    }
  }

  /** Nothing: the threads belong to the framework, which ends them. */
  @Override
  public void shutdown() {}

  /** Nothing, as {@link #shutdown()}. */
  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return others.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return others.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return others.awaitTermination(timeout, unit);
  }
}
