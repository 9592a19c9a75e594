package dev.parley.bootstrap.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OffLoopNamesTest {
  private final DefaultEventExecutor loop = new DefaultEventExecutor();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    var unused = loop.shutdownGracefully();
    executor.close();
  }

  private AddressResolver<InetSocketAddress> names(Executor looking) {
    return new OffLoopNames(looking).getResolver(loop);
  }

  private static InetSocketAddress address(String host) {
    return InetSocketAddress.createUnresolved(host, 80);
  }

  @Test
  void findsWhatTheMachineDoes() throws Exception {
    AddressResolver<InetSocketAddress> names = names(executor);

    InetSocketAddress one = names.resolve(address("localhost")).sync().getNow();
    List<InetSocketAddress> all = names.resolveAll(address("localhost")).sync().getNow();

    assertThat(one.getAddress().isLoopbackAddress()).isTrue();
    assertThat(all).isNotEmpty().allMatch(each -> each.getAddress().isLoopbackAddress());
  }

  @Test
  void failsForANameThatNobodyHas() {
    Future<InetSocketAddress> none = names(executor).resolve(address("no-such-host.invalid"));

    assertThat(none.awaitUninterruptibly().cause()).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void looksOnTheOthersThreadsAlone() throws Exception {
    Queue<Runnable> looking = new ArrayDeque<>();
    AddressResolver<InetSocketAddress> names = names(looking::add);

    Future<InetSocketAddress> found =
        loop.submit(() -> names.resolve(address("localhost"))).sync().getNow();
    assertThat(found.isDone()).isFalse();
    looking.remove().run();

    assertThat(found.sync().isSuccess()).isTrue();
  }
}
