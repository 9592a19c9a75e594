package dev.parley.benchmarks.proxy;

import dev.parley.benchmarks.process.Parent;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Hands every request on to one server and every answer back, with Micronaut's own proxy client: no
 * authentication, no limits, no books, no log.
 */
public final class BareProxy {
  static final String TARGET = "proxy.target";

  private BareProxy() {}

  /**
   * Serves until the process is asked to end; prints its address when it is ready.
   *
   * @param arguments the address of the server, and the process whose end ends this one
   */
  public static void main(String[] arguments) throws InterruptedException {
    Parent.follow(Long.valueOf(arguments[1]));
    ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .properties(
                Map.of(
                    TARGET,
                    arguments[0],
                    "micronaut.server.host",
                    "127.0.0.1",
                    "micronaut.server.port",
                    -1))
            .start();
    EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
    System.out.println("ready at http://127.0.0.1:" + server.getPort());
    new CountDownLatch(1).await();
  }
}
