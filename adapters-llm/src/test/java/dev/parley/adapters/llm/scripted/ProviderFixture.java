package dev.parley.adapters.llm.scripted;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A scripted provider, the threads on which it is asked, and the clients that ask it. Registered as
 * an extension in a field of the test, it closes all of them after each one.
 */
public final class ProviderFixture implements AfterEachCallback {
  /** What a client may send to the provider and show to nobody. */
  public static final String KEY = "sk-canary-1234567890";

  private static final Duration POLL = Duration.ofMillis(5);

  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> clients = new ArrayList<>();

  public ScriptedProvider provider() {
    return provider;
  }

  public ExecutorService executor() {
    return executor;
  }

  /** Returns the client, which is closed after the test. */
  public <C extends AutoCloseable> C client(C client) {
    clients.add(client);
    return client;
  }

  /** Where nobody answers any more: the provider is closed. */
  public URI nowhere() {
    URI root = provider.root();
    provider.close();
    return root;
  }

  /**
   * Asks on a thread that is interrupted as soon as the provider was asked.
   *
   * @return the class of what was thrown; {@code Void} if it was answered
   */
  public Class<?> thrownWhenInterrupted(Runnable question)
      throws InterruptedException, ExecutionException {
    Thread[] asking = new Thread[1];
    Future<Class<?>> thrown =
        executor.submit(
            () -> {
              asking[0] = Thread.currentThread();
              try {
                question.run();
                return Void.class;
              } catch (RuntimeException e) {
                return e.getClass();
              }
            });
    while (provider.requests().isEmpty()) {
      Thread.sleep(POLL);
    }
    asking[0].interrupt();
    return thrown.get();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    provider.close();
    executor.close();
  }
}
