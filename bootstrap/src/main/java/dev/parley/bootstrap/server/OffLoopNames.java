package dev.parley.bootstrap.server;

import io.micronaut.scheduling.TaskExecutors;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Looks names up as the JDK does, and so as the machine is set up to, but on threads that may wait:
 * an event loop that waits for a name server serves nobody else.
 */
@Singleton
@Named(OffLoopNames.NAME)
final class OffLoopNames extends AddressResolverGroup<InetSocketAddress> {
  /** What clients' configurations call it by. */
  static final String NAME = "off-loop";

  private final Executor executor;

  OffLoopNames(@Named(TaskExecutors.BLOCKING) Executor executor) {
    this.executor = executor;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
    return new Names(loop).asAddressResolver();
  }

  private final class Names extends InetNameResolver {
    Names(EventExecutor loop) {
      super(loop);
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
      look(promise, () -> InetAddress.getByName(host));
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
      look(promise, () -> List.of(InetAddress.getAllByName(host)));
    }

    private <T> void look(Promise<T> promise, Lookup<T> lookup) {
      executor.execute(
          () -> {
            try {
              boolean unused = promise.trySuccess(lookup.look());
            } catch (UnknownHostException | RuntimeException unknown) {
              boolean unused = promise.tryFailure(unknown);
            }
          });
    }
  }

  @FunctionalInterface
  private interface Lookup<T> {
    T look() throws UnknownHostException;
  }
}
