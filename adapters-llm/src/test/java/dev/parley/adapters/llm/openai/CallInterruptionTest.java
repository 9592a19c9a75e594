package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.Reply.Ending;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.Prompts;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt ends the call wherever it waits, and the provider learns of it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CallInterruptionTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final OpenAiEndpoint endpoint =
      new OpenAiEndpoint(
          ProviderSettings.of("openai", provider.baseUrl(), null, List.of()).withReadTimeout(LONG),
          executor);
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile @Nullable Completion completion;
  private volatile boolean flagged;

  @AfterEach
  void close() {
    endpoint.close();
    provider.close();
    executor.shutdownNow();
  }

  private Thread ask() {
    return Thread.ofVirtual()
        .start(
            () -> {
              completion =
                  new OpenAiCompletionModel(
                          endpoint, "m", true, new EstimatingTokenCounter(), new Random(7))
                      .complete(Prompts.asking("Hello?"), piece -> begun.countDown());
              flagged = Thread.currentThread().isInterrupted();
            });
  }

  private void assertInterrupted(Thread caller) throws InterruptedException {
    caller.join();
    assertThat(completion).isEqualTo(new Completion.Interrupted());
    assertThat(flagged).isTrue();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  private static Reply.Answer endless() {
    String[] tokens = new String[100_000];
    Arrays.fill(tokens, "on ");
    return Reply.answer(tokens).pacedAt(Duration.ofMillis(2));
  }

  @Test
  void endsTheWaitForTheFirstByte() throws InterruptedException {
    provider.always(Reply.answer("Hi").silentFor(LONG));
    Thread caller = ask();
    await(() -> !provider.requests().isEmpty());

    caller.interrupt();

    assertInterrupted(caller);
  }

  @Test
  void closesTheConnectionEvenBeforeTheFirstByte() throws InterruptedException {
    provider.always(endless().silentFor(Duration.ofMillis(500)));
    Thread caller = ask();
    await(() -> !provider.requests().isEmpty());

    caller.interrupt();

    assertInterrupted(caller);
    await(() -> provider.brokenOff() == 1);
  }

  @Test
  void endsTheWaitForTheNextToken() throws InterruptedException {
    provider.always(Reply.answer("Hi").ending(Ending.SILENT));
    Thread caller = ask();
    begun.await();

    caller.interrupt();

    assertInterrupted(caller);
  }

  @Test
  void closesTheConnectionSoThatTheProviderStops() throws InterruptedException {
    provider.always(endless());
    Thread caller = ask();
    begun.await();

    caller.interrupt();

    assertInterrupted(caller);
    await(() -> provider.brokenOff() == 1);
  }

  @Test
  void endsThePauseBetweenAttempts() throws InterruptedException {
    provider.always(Reply.refusal(429, "rate_limit_exceeded", "Later.").retryAfter(5));
    Thread caller = ask();
    await(() -> !provider.requests().isEmpty());

    caller.interrupt();

    assertInterrupted(caller);
    assertThat(provider.requests()).hasSize(1);
  }
}
